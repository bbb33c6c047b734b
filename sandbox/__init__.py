"""The sandbox: everything outside (Google Sheets, the chat, a mail box) on one machine. It never ships."""
