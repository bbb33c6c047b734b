"""``python -m tests.simulation --seed N --actions N --instances N``: one run, what happened in it, and how fast."""

import argparse
import logging
import sys
import time

from loyalty.model.shop.cart import ShopKind
from tests.simulation.actors.owner_activities import EVERYDAY, NO_NUMBERS
from tests.simulation.gestures.gesture_table import GESTURES
from tests.simulation.simulation import PEOPLE, RunPlan, Simulation


def main() -> None:
    """Runs one plan; ends with the error Broken when an invariant does not hold."""
    arguments = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--actions", type=int, default=1000)
    arguments.add_argument("--instances", type=int, default=3)
    arguments.add_argument("--people", type=int, default=PEOPLE)
    arguments.add_argument("--members", type=int, default=0)
    arguments.add_argument("--rush", type=float, default=1.0)
    arguments.add_argument(
        "--gesture", action="append", choices=GESTURES, help="only this one beside everyday activities; may be repeated"
    )
    arguments.add_argument("--beside-0-1-0", action="store_true", help="any instance may be of version 0.1.0")
    arguments.add_argument("--proof", action="store_true", help="an address gives nothing before it is proved")
    arguments.add_argument("--signs", action="store_true", help="a shop sends webhooks")
    arguments.add_argument("--codes", type=ShopKind, help="this kind of shop makes the codes of rewards")
    arguments.add_argument("--calm", action="store_true", help="no fault but the owner's hand")
    chosen = vars(arguments.parse_args())
    alone = chosen.pop("gesture")
    if alone:
        chosen |= {"gestures": tuple(alone), "activities": EVERYDAY}
    if chosen["beside_0_1_0"]:
        chosen |= {"gestures": tuple(alone or ()), "activities": NO_NUMBERS}
    plan = RunPlan(**chosen)
    logging.disable(logging.ERROR)  # faults are what is asked for
    simulation, started = Simulation(plan), time.perf_counter()
    simulation.run()
    seconds = time.perf_counter() - started
    acted = len({tap.contact for tap in simulation.run_log.taps if tap.started})
    for kind, times in sorted(simulation.trace.counts.items(), key=lambda count: -count[1]):
        sys.stdout.write(f"{times:8} {kind}\n")
    sys.stdout.write(
        f"{plan.actions / seconds:8.0f} actions a second, {len(simulation.run_log.taps)} taps, {acted} acted\n"
    )
    sys.stdout.write(f"trace {simulation.trace.digest}\n")


if __name__ == "__main__":
    main()
