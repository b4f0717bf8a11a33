"""The ledger is computed: what the chapters claim, with the verdicts of the last run."""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RELU = """relu relu-one-sided-derivatives differentiability-criterion nondifferentiability-tolerated
software-one-sided-derivative exact-zero-unlikely relu-near-linear relu-layer relu-bias-init
relu-no-gradient-when-inactive generalised-relu absolute-value-rectification leaky-relu parametric-relu relu-pros
dying-relu""".split()
SIGMOID = """logistic-sigmoid sigmoid-saturation sigmoid-tanh-history sigmoid-sensitive-near-zero tanh-closer-to-identity
tanh-network-near-linear sigmoidal-in-recurrent sigmoid-pros-cons tanh tanh-pros-cons sigmoid-derivative
tanh-derivative""".split()


def test_every_item_of_the_exemplar_chapters_is_claimed(lit):
    rows = {row["id"]: row for row in json.loads(lit(ROOT, "ledger", "--json").stdout)}
    assert len(rows) == 243
    assert [name for name in RELU + SIGMOID if rows[name]["status"] in ("missing", "failed")] == []


def test_status_is_of_the_run_and_not_of_the_author(book, lit):
    page = "# A\n\n```math {#thm-a item=\"sum\"}\n1 + 1 = 2\n```\n\n## Told {#told item=\"story\"}\n"
    (book / "docs/first.md").write_text(page)
    (book / "docs/second.md").write_text("# B\n")
    (book / "docs/inventory.yaml").write_text("- id: story\n- id: sum\n- id: lost\n")

    def statuses():
        return {row["id"]: row["status"] for row in json.loads(lit(book, "ledger", "--json").stdout)}

    assert statuses() == {"story": "told", "sum": "unjudged", "lost": "missing"}
    lit(book, "verify")
    assert statuses()["sum"] == "proved"
    (book / "docs/first.md").write_text(page.replace("= 2", "= 3"))
    assert statuses()["sum"] == "unjudged"
    lit(book, "verify")
    assert statuses()["sum"] == "failed"
