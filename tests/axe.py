"""axe-core (tests/fixtures/README.md), which looks for what keeps people from using a page."""

import lzma
from pathlib import Path

AXE = lzma.decompress((Path(__file__).parent / "fixtures" / "axe_core_4_14_1.js.xz").read_bytes()).decode()
"""The script, to be run in the page first."""
FOUND = """axe.run(document, { iframes: false, rules: { "frame-tested": { enabled: false } } }).then((all) =>
    [...all.violations, ...all.incomplete].flatMap((rule) =>
        rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 120)} ${node.failureSummary}`)))"""
"""A sentence for each fault, and for each that it is not sure of. Pages in frames are tested by themselves."""
