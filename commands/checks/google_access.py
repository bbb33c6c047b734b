"""Google and the spreadsheet: credentials, the API, sharing, what is in it, the fence, and what all of that cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from google.auth.credentials import Credentials

from commands.checks.fence_race import Contest
from commands.checks.finding import Finding
from commands.checks.function_address import AddressCheck
from commands.checks.hold_out_sentences import check_hold_out
from commands.checks.mail_server import PostCheck
from commands.checks.protection import CHECK_FIELDS, protected_from_the_function
from commands.checks.reward_reach_sentences import check_rewards
from commands.checks.sheet_content import CHECK_SECONDS, check_up, unreadable
from commands.checks.shop_doors import when_told
from commands.checks.untold_orders_sentences import check_orders
from commands.checks.variables import as_findings
from commands.sheet.start.seen_steps import Seen, seen_steps
from commands.sheet.start.start_ticks import next_step, tick
from loyalty.book.book import Book
from loyalty.member.late.arrived_orders import WaitState, state_of
from loyalty.model.program_settings import ConfirmAddress, RemindersBy, Settings
from service.container import credentials_here
from service.environment import Environment, VariableMalformed, wanted_by
from sheets.engine.tab_finder import TabFinder
from sheets.google.client import Google, Spent, account_of, authorized_session
from sheets.google.errors import NoAccess, WorkbookError
from sheets.schema.start.start_steps import StartStep
from sheets.schema.start.start_tab import START
from sheets.schema.tabs import SYSTEM

NO_CREDENTIALS = (
    "Run: gcloud auth application-default login "
    "--scopes=https://www.googleapis.com/auth/spreadsheets,https://www.googleapis.com/auth/cloud-platform; "
    "or let GOOGLE_APPLICATION_CREDENTIALS name a service account's key file."
)
MYSELF = "the Google account of these credentials"
WHAT_IS_TYPED_IS_BELIEVED = Finding(
    "settings.confirm_email",
    "What is typed is believed: whoever knows a customer's address can join with it, guess her order numbers and take "
    "her rewards. Write before points beside Confirm e-mail in Settings: everybody still joins at once, and who has "
    "claimed an order counts as proved.",
)
NO_CLAIM_WAITS = Finding(
    "settings.claim_waits_days",
    "No claim waits: who taps the link in their order mail before the order is in the sheet is refused, and has to "
    "think of it again. Write a number of days, such as 14, beside Claim waits days in Settings (manage.py setup adds "
    "the row), and the points come with the order.",
)
NO_POSTAL_ADDRESS = Finding(
    "settings.postal_address",
    "Emails go out without your shop's postal address, which the USA, Canada and others require of whoever sends "
    "advertising. Write it beside Postal address in Settings (manage.py setup adds the row).",
)


@dataclass(slots=True)
class SpreadsheetCheck:
    """One spreadsheet, read first and then written into; ``chance`` is characters that nobody has had.

    ``book`` is what was read, None where that could not be; ``wrote`` once the fence has held.
    """

    spreadsheet: str
    environment: Environment
    now: datetime
    chance: str
    spent: Spent = field(default_factory=Spent)
    book: Book | None = None
    wrote: bool = False
    _credentials: Credentials | None = None
    _finder: TabFinder | None = None

    def read(self) -> Iterator[Finding]:
        """What is wrong on the way to the spreadsheet and in it."""
        try:
            self._credentials = credentials_here()
            google = self._connected()
            finder = TabFinder(google)
            finder.look(seconds=CHECK_SECONDS, spent=self.spent, fields=CHECK_FIELDS)
            self._finder = finder
            found = check_up(google, self._wants, spent=self.spent, finder=finder)
            yield from protected_from_the_function(finder.description, finder.found(), self._who)
            yield from found
        except NoAccess as error:
            yield turned_away(error, self._who, self.spreadsheet)
        except WorkbookError as error:
            yield unreadable(error)

    def compete(self) -> Iterator[Finding]:
        """Whether we may write, and whether of two competing commits exactly one wins."""
        if self._finder is None:
            return  # told with the reading
        try:
            places = self._finder.found().places
            sheet = places.get(SYSTEM) or next(iter(places.values()))
            contest = Contest(self._connected, sheet.id, self.chance, self.spent)
            found = contest.findings(self._finder.description)
            self.wrote = not found
            yield from found
        except NoAccess as error:
            yield read_only(self._who) if error.reason == "403" else turned_away(error, self._who, self.spreadsheet)
        except WorkbookError as error:
            yield unreadable(error)

    def tick(self, address: AddressCheck, post: PostCheck) -> Iterator[Finding]:
        """Ticks in the tab Start what was seen here, at the function's address and at the mail server, and says what
        comes next; nothing where the owner has no such tab.
        """
        layout = self._finder.found() if self._finder else None
        if layout is None or START.title not in layout.places:
            return
        seen = Seen(self.book, self.now, wrote=self.wrote, took_secrets=address.took_secrets, reached_mail=post.reached)
        done = seen_steps(seen)
        try:
            tick(self._connected(), layout, done, self.spent)
        except WorkbookError as error:
            sentence = f"The ticks in the tab Start could not be written: {str(error).rstrip('.')}."
            yield Finding("start.not_ticked", sentence, "See what else is said here, and run the check again.")
        if what_next := next_step(done, layout.language):
            title = layout.place(START.title).title
            sentence = f"In the tab {title} {len(done)} of {len(StartStep)} steps are done. The next is: {what_next}."
            yield Finding("start.next", sentence)

    def quota(self) -> Iterator[Finding]:
        """What the check has cost, and what is left of the minute."""
        try:
            reads, writes = self.environment.quota
        except VariableMalformed:
            return  # told with the variables
        if self.spent == Spent():
            return  # Google was not asked
        left = f"{max(reads - self.spent.reads, 0)} and {max(writes - self.spent.writes, 0)}"
        yield Finding(
            "quota.left",
            f"This check made {self.spent.reads} reads and {self.spent.writes} writes of the {reads} and {writes} that "
            f"Google allows in a minute; {left} are left to everybody else.",
        )

    @property
    def _who(self) -> str:
        return whose(self._credentials)

    def _connected(self) -> Google:
        session = authorized_session(credentials_here())
        return Google(self.spreadsheet, session, url=self.environment.sheets_url)

    def _mails_without_address(self, settings: Settings) -> bool:
        by_email = settings.reminders and settings.reminders_by is not RemindersBy.CHAT
        return by_email and not settings.postal_address and bool(self.environment.variables.get("SMTP_URL"))

    def _wants(self, book: Book) -> Sequence[Finding]:
        self.book = book
        wanted = as_findings(wanted_by(self.environment, book.settings), blocks=False)
        believed = book.settings.confirm_email is ConfirmAddress.NO
        return [
            *wanted,
            *check_rewards(book, self.now),
            *check_orders(book, self.now),
            *([WHAT_IS_TYPED_IS_BELIEVED] if believed else []),
            *([] if book.settings.claim_waits_days else [NO_CLAIM_WAITS]),
            *([NO_POSTAL_ADDRESS] if self._mails_without_address(book.settings) else []),
            *check_hold_out(book, self.now),
            *_what_waits(book),
            *_elsewhere(book),
            *when_told(book, self.environment),
        ]


def _what_waits(book: Book) -> Iterator[Finding]:
    """What the owner has not decided yet; nobody else tells them that it is there."""
    number = sum(review.waits for review in book.all_reviews())
    if number:
        what = "1 thing waits" if number == 1 else f"{number:,} things wait"
        yield Finding(
            "review.waits",
            f"{what} for your decision in the tab Review, and customers for their points.",
            "Write yes or no beside each under Decision.",
        )


def _elsewhere(book: Book) -> Iterator[Finding]:
    """Who waits in vain as long as nobody corrects one of two addresses; the customer is not told."""
    number = sum(1 for claim in book.all_waits() if state_of(book, claim) is WaitState.ANOTHER_ADDRESS)
    if number:
        what = "1 claim waits for an order" if number == 1 else f"{number:,} claims wait for orders"
        yield Finding(
            "waiting.address",
            f"{what} that Orders has under another address than the member's.",
            "Look for it in the tab Waiting. Where one of the two addresses is wrong, correct it, and the points come.",
        )


def whose(credentials: Credentials | None) -> str:
    """Whose they are, for a sentence: the account's address, as soon as it is known."""
    return account_of(credentials) or MYSELF


def turned_away(error: NoAccess, who: str, spreadsheet: str) -> Finding:
    """Why Google does not let us near the spreadsheet, and who has to do what."""
    match error.reason:
        case "":
            return Finding("credentials.missing", f"I cannot ask Google: {error}.", NO_CREDENTIALS, blocks=True)
        case "401":
            to_do = f"If {who} was deleted or its key was, make another. {NO_CREDENTIALS}"
            return Finding("credentials.refused", f"Google refuses the credentials of {who}.", to_do, blocks=True)
        case "ACCESS_TOKEN_SCOPE_INSUFFICIENT":
            sentence = f"The credentials of {who} are not good for spreadsheets."
            return Finding("credentials.scope", sentence, NO_CREDENTIALS, blocks=True)
        case "SERVICE_DISABLED":
            to_do = (
                "Switch it on: gcloud services enable sheets.googleapis.com, or "
                "https://console.cloud.google.com/apis/library/sheets.googleapis.com, and wait a few minutes."
            )
            sentence = f"The Google Sheets API is off in the project of {who}."
            return Finding("sheet.api_off", sentence, to_do, blocks=True)
        case "403":
            to_do = f"In the spreadsheet: Share, and add {who} as an Editor."
            return Finding("sheet.not_shared", f"The spreadsheet is not shared with {who}.", to_do, blocks=True)
    sentence = f"There is no spreadsheet {spreadsheet!r}, or {who} may not know of it."
    to_do = f"Copy its address from the browser into SPREADSHEET_ID, and share it with {who} as an Editor."
    return Finding("sheet.not_found", sentence, to_do, blocks=True)


def read_only(who: str) -> Finding:
    """The spreadsheet could be read, and not written."""
    sentence = f"The spreadsheet can be read by {who}, but not written."
    to_do = f"In the spreadsheet: Share, and make {who} an Editor, not a Viewer or Commenter."
    return Finding("sheet.read_only", sentence, to_do, blocks=True)
