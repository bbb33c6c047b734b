"""The only room that speaks to Google Sheets: gspread, a time limit for every request, and what its answers mean."""
