"""A run of the simulator: instances, customers, an owner and faults, all by one seed; then the invariants."""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import assert_never

from google.auth.credentials import AnonymousCredentials

from commands.sheet.provision import set_up
from loyalty.book.decision import Decision
from loyalty.model.shop.cart import ShopKind
from sandbox.google.keeping.storage import Kept
from sandbox.google.methods.core import Google as StandIn
from sheets.engine.fence import number
from sheets.google.client import SHEETS_URL, Google, authorized_session
from sheets.google.errors import NotInTime, WorkbookError
from sheets.workbook import Workbook
from tests.simulation.actors.buyers import Buyers
from tests.simulation.actors.customers import Customers
from tests.simulation.actors.first_day import add_twins, open_shop, sell_rewards
from tests.simulation.actors.operator import Operator
from tests.simulation.actors.owner_activities import do_something
from tests.simulation.actors.shopkeeper import Shopkeeper
from tests.simulation.actors.signing_shop import SigningShop
from tests.simulation.actors.typing_mistakes import correct_all
from tests.simulation.actors.webshop import WebShop
from tests.simulation.checks import whole_report
from tests.simulation.checks.final_invariants import TRUE_AT_REST, mistakes_are_listed, what_stands_is_told
from tests.simulation.checks.invariants import TRUE_AT_ANY_TIME, Found
from tests.simulation.checks.run_log import RunLog, Unanswered
from tests.simulation.gestures.deeds import end_all, end_at, end_what_closes
from tests.simulation.gestures.gesture_table import ALL
from tests.simulation.network.fault_rates import NO_FAULTS, FaultRates
from tests.simulation.network.faulty_transport import FaultyTransport, OutsideWorld
from tests.simulation.network.instances import BEGINNING, SPREADSHEET, Asks, Connect, Instance, Service, as_it_is
from tests.simulation.network.kept_version import KeptGoogle, KeptWorkbook
from tests.simulation.network.online_shop import OnlineShop
from tests.simulation.network.shopify_online import ShopifyOnline
from tests.simulation.network.virtual_time import VirtualTime
from tests.simulation.network.woocommerce_online import WooCommerceOnline
from tests.simulation.trace import Trace

FIRST_CHECK = 400
"""The invariants are looked at after so many actions, and then again and again, more rarely in long runs."""
POST_SHARE = 0.05
WEBHOOK_SHARE = 0.3
BUYERS_SHARE = 0.15
"""How often, for an action, the web shop posts orders."""
PEOPLE = 40
HISTORY = 100_000
"""So many versions are kept for an owner who goes back: all of them."""
DAY_SECONDS = 86_400.0
TIDY_RUNS = 6
TIDY_SECONDS = 300.0
COMMAND_SECONDS = 200.0
"""After so many seconds every command has ended, and has left the quota of its minute."""
TAPS_AGAIN_AT_ONCE, AGAIN_SECONDS = 20, 10.0
"""Those who were not answered tap again, so many every so many seconds."""
Check = Callable[[Found], Iterator[str]]


class Broken(AssertionError):
    """Invariants do not hold: ``checks`` says which; the message what is wrong, how to replay the run, and how it came
    to it.
    """

    def __init__(self, wrong: Mapping[Check, Sequence[str]], simulation: "Simulation") -> None:
        self.checks = frozenset(wrong)
        self.wrong = tuple(sentence for sentences in wrong.values() for sentence in sentences)
        plan = simulation.plan
        size = f"INSTANCES={plan.instances} PEOPLE={plan.people} MEMBERS={plan.members} RUSH={plan.rush}"
        gestures = "" if plan.gestures == ALL else f" GESTURES='{' '.join(plan.gestures)}'"
        beside = " BESIDE=0.1.0" if plan.beside_0_1_0 else ""
        proof = " PROOF=1" if plan.proof else ""
        codes = f" CODES={plan.codes}" if plan.codes else ""
        signs = " SIGNS=1" if plan.signs else ""
        replay = f"make simulate SEED={plan.seed} ACTIONS={plan.actions} {size}{gestures}{beside}{proof}{signs}{codes}"
        shown = "\n".join(self.wrong[:20])
        super().__init__(f"{shown}\n\nreplay: {replay}\n\nthe last steps:\n{simulation.trace.tail()}")


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What is simulated; of ``people``, ``members`` were there before; ``rush`` times as many come at once,
    while owner and reminders keep their pace.

    ``connect`` makes an instance's way to Google, and ``workbook`` what it has instead of one, for those who break
    them; ``activities`` and ``gestures`` are what the
    owner does, all activities where none is named; when it is ``calm`` nothing else goes wrong. ``beside_0_1_0``: each
    instance may be one of version 0.1.0, until the run comes to rest. With ``proof`` an
    address gives nothing before it is proved. ``signs`` where a shop sends webhooks, too, and
    ``codes`` which kind of shop sends them and makes the codes of rewards, which is asked for them as ``asks`` says.
    """

    seed: int
    actions: int = 1000
    instances: int = 3
    people: int = PEOPLE
    members: int = 0
    rush: float = 1.0
    connect: Connect = Google
    workbook: type[Workbook] = Workbook
    activities: tuple[str, ...] = ()
    gestures: tuple[str, ...] = ALL
    calm: bool = False
    beside_0_1_0: bool = False
    remembers: bool = False
    proof: bool = False
    signs: bool = False
    codes: ShopKind | None = None
    asks: Asks = as_it_is


class Simulation:
    """One run, step by step the same for the same plan."""

    def __init__(self, plan: RunPlan) -> None:
        self.plan = plan
        self.chance = random.Random(plan.seed)
        random.seed(plan.seed)  # the engine's jitter
        self.virtual_time = VirtualTime(self.chance)
        self.trace = Trace(lambda: self.virtual_time.now)
        self.trace.all = [] if plan.remembers else None
        self.run_log = RunLog()
        quota = self.chance.choice([(60, 60), (300, 300), (3000, 3000)])
        self.outside = self._outside(quota)
        self.shop = self._online_shop(plan.codes)
        starts = partial(Instance, self.outside, quota=quota, connect=plan.connect, workbook=plan.workbook)
        starts = partial(starts, shop=self.shop, asks=plan.asks)
        kept = partial(Instance, self.outside, quota=quota, connect=KeptGoogle, workbook=KeptWorkbook)
        self.service = Service.of(self.outside, plan.instances, starts, kept if plan.beside_0_1_0 else None)
        self.shopkeeper = Shopkeeper.of(self.outside, self.run_log, plan.people)
        self.shopkeeper.operator = self.operator = Operator(self.outside, starts)
        self.shopkeeper.is_quiet = lambda: self.outside.on_their_way == 0
        self.shopkeeper.forget_versions = self.outside.forget
        self.shopkeeper.has_restored = self._note_who_knows
        self._know: list[Instance] = []
        self.customers = Customers(self.outside, self.service, self.shopkeeper, self.run_log, plan.people)
        self.customers.proof, self.customers.shop = plan.proof, self.shop
        self.webshop = WebShop(self.outside, self.service, self.shopkeeper, self.run_log, plan.people)
        self.buyers = self._buyers(plan.people) if self.shop else None
        self.signing_shop = SigningShop(self.outside, self.service, self.shopkeeper, self.run_log, plan.people)

    def run(self) -> None:
        """All of it; raises Broken."""
        self.virtual_time.start(self._open)
        self.virtual_time.run()
        worse = self.chance.choice([0.3, 1, 3])
        self.outside.fault_rates = FaultRates().times(0 if self.plan.calm else worse)
        self.outside.meanwhile = self._owner_acts
        self.virtual_time.start(self._act)
        self.virtual_time.run()
        self.outside.fault_rates = NO_FAULTS
        self.outside.meanwhile = lambda: None
        self.check(TRUE_AT_ANY_TIME)
        self.virtual_time.start(self._come_to_rest)
        self.virtual_time.run()
        self.check((*TRUE_AT_ANY_TIME, *TRUE_AT_REST))

    def check(self, checks: Iterable[Check]) -> None:
        """Raises Broken when one of them does not hold now."""
        found = Found.now(self.shopkeeper.sheet_cells, self.run_log, self.shop)
        wrong = {check: sentences for check in checks if (sentences := list(check(found)))}
        if wrong:
            raise Broken(wrong, self)

    def _online_shop(self, kind: ShopKind | None) -> OnlineShop | None:
        match kind:
            case None:
                return None
            case ShopKind.SHOPIFY:
                return ShopifyOnline(self.outside, BEGINNING)
            case ShopKind.WOOCOMMERCE:
                return WooCommerceOnline(self.outside, BEGINNING)
            case _:
                assert_never(kind)

    def _buyers(self, people: int) -> Buyers:
        assert self.shop
        return Buyers(self.outside, self.service, self.shopkeeper, self.run_log, self.shop, people)

    def _outside(self, quota: tuple[int, int]) -> OutsideWorld:
        history = HISTORY if "restore" in self.plan.gestures else 0
        google = StandIn(quota=quota, clock=lambda: self.virtual_time.now, keep=self._keep, history=history)
        return OutsideWorld(self.virtual_time, self.chance, NO_FAULTS, self.trace, google, broken=self.run_log.broken)

    def _keep(self, kept: Kept) -> None:
        self.outside.keep(kept.spreadsheets)

    def _open(self) -> None:
        """The owner sets their spreadsheet up."""
        self.outside.google.create(SPREADSHEET, title="Ana's shop", time_zone="America/New_York")
        session = authorized_session(AnonymousCredentials())
        session.mount(SHEETS_URL, FaultyTransport(self.outside, "set-up", lambda: None))
        set_up(Google(SPREADSHEET, session), chance="setup")
        self.shopkeeper.editor.type_over(
            "Settings", "Confirm e-mail", "Value", "before points" if self.plan.proof else "no"
        )
        self.shopkeeper.sheet_cells.pin()
        open_shop(self.shopkeeper, members=self.plan.members)
        if self.shop:
            sell_rewards(self.shopkeeper, self.shop)
        if "merge" in self.plan.gestures:
            add_twins(self.shopkeeper)
        self.outside.forget()

    def _owner_acts(self, share: float = 1.0) -> None:
        if self.chance.random() < self.outside.fault_rates.owner * share:
            do_something(self.shopkeeper, self.plan.activities, self.plan.gestures)

    def _act(self) -> None:
        check_at = FIRST_CHECK
        for action in range(1, self.plan.actions + 1):
            self.virtual_time.sleep(self._pause())
            self._owner_acts(1 / self.plan.rush)
            self.customers.tap_something()
            if self.chance.random() < 0.01 / self.plan.rush:
                self.virtual_time.start(self.chance.choice([self.customers.remind, self.customers.run_nightly]))
            if self.chance.random() < POST_SHARE:
                self.virtual_time.start(self.webshop.post)
            if self.plan.signs and self.chance.random() < WEBHOOK_SHARE:
                self.virtual_time.start(self.signing_shop.post)
            if self.buyers and self.chance.random() < BUYERS_SHARE:
                self.virtual_time.start(self.buyers.act)
            # What landed under wrong headings in one commit is put right by the next.
            if action >= check_at and number(self.shopkeeper.token()) >= self.shopkeeper.moved_at + 2:
                self.check(TRUE_AT_ANY_TIME)
                check_at += max(FIRST_CHECK, action // 4)

    def _pause(self) -> float:
        """Customers come in bursts; now and then there is a quiet night."""
        kind = self.chance.random()
        if kind < 0.95:
            return self.chance.random() * 0.05 / self.plan.rush
        if kind < 0.995:
            return self.chance.random() * 10 / self.plan.rush
        return self.chance.random() * 2 * DAY_SECONDS

    def _come_to_rest(self) -> None:
        """The owner looks at Problems and corrects what is listed; whoever was not answered taps again."""
        if self.operator.commands:
            self.virtual_time.sleep(COMMAND_SECONDS)
        end_at(self.shopkeeper, "version")  # who finds a newer version writes nothing, not even what is wrong
        instance = self.service.start()
        # What closes the program is told alone: the rest can be read when it is put right.
        closing = [deed.told for deed in self.shopkeeper.deeds if deed.closes]
        if closing:
            self._tidy(instance, 2)
            self.run_log.stands = closing
            self.check([what_stands_is_told])
            end_what_closes(self.shopkeeper)
        is_open = self._tidy(instance, 2)
        self.run_log.stands = [deed.told for deed in self.shopkeeper.deeds if deed.told]
        self.check([what_stands_is_told])
        if is_open:
            self.check([mistakes_are_listed])
        end_all(self.shopkeeper)
        self._have_told_of_the_restored()
        self._tidy(instance, 2)
        self.check([mistakes_are_listed])
        correct_all(self.shopkeeper)
        for count, tap in enumerate(self._unanswered()):
            if count % TAPS_AGAIN_AT_ONCE == 0:
                self.virtual_time.sleep(AGAIN_SECONDS)
            self.virtual_time.start(partial(self.customers.tap, instance, *tap))
        self.virtual_time.sleep(AGAIN_SECONDS)
        if self.shop and self.buyers:
            self.shop.away_until = 0.0
            self.buyers.tell_all(instance, TIDY_SECONDS)
        self._run_nightly(instance)
        if self.operator.closes:
            # What an interrupted run, or a sort in its very moment, has moved away by mistake comes back.
            self.operator.close_books()
            self.virtual_time.sleep(AGAIN_SECONDS)
        self._tidy(instance, TIDY_RUNS)
        self.shopkeeper.decide_all()
        self._tidy(instance, TIDY_RUNS)
        if self.operator.reports:
            self.virtual_time.sleep(COMMAND_SECONDS)
            self.run_log.broken += whole_report.write_and_compare(instance, self.shopkeeper.editor)

    def _note_who_knows(self) -> None:
        """An older version stands there now: those who committed since it can tell."""
        restored = number(self.shopkeeper.token())
        self._know = [one for one in self.service.running if number(one.witness.committed) > restored]
        for one in self._know:
            one.witness.set_back = False

    def _have_told_of_the_restored(self) -> None:
        """Of a restored version only those can tell who knew a newer one, live, and have met the older one since."""
        for one in self._know:
            if one.alive and one.witness.set_back:
                with suppress(WorkbookError):  # two commits may have one number: then it has stopped for good
                    one.workbook.transact(lambda _book: Decision(None), seconds=TIDY_SECONDS, tidy=True)
                    self.run_log.lost.add(("restored",))

    def _unanswered(self) -> Iterable[tuple[str, str, str]]:
        """The contact, action and subject of what nobody was told the end of, each once."""
        taps = (tap for tap in self.run_log.taps if isinstance(tap.outcome, Unanswered))
        return dict.fromkeys((tap.contact, tap.action, tap.subject) for tap in taps if tap.action in ("join", "claim"))

    @property
    def _stopped_by(self) -> tuple[type[Exception], ...]:
        """What may stop a run while a gesture of the owner's stands; nothing when none does."""
        return (WorkbookError,) if self.shopkeeper.deeds else ()

    def _run_nightly(self, instance: Instance) -> None:
        """As the scheduler does: what finds the quota spent is run again."""
        for _ in range(TIDY_RUNS):
            with suppress(NotInTime):
                instance.run_nightly()
                return
            self.virtual_time.sleep(61)
        instance.run_nightly()

    def _tidy(self, instance: Instance, times: int) -> bool:
        """Has every row read again, so that what the rows show is brought up to date; True when that went well."""
        done = False
        for _ in range(times):
            self.virtual_time.sleep(61)
            done = False
            with suppress(*self._stopped_by):
                instance.workbook.transact(lambda _book: Decision(None), seconds=TIDY_SECONDS, tidy=True)
                done = True
        return done
