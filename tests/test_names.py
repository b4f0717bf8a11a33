"""`import lit` gives the public functions by name: all of them, lazily, and with their types."""

import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import lit

ROOT = Path(lit.__file__).resolve().parents[1]
LEFT_OUT = {
    "guards at a function's door": """as_law as_laws as_logits as_pairs as_points as_sample as_spread as_table
        checked_problem checked_sizes real_argument real_arrays require_real require_strength single somewhere""",
    "steps of an algorithm, of use in its own module": """barred covariance_of_centred downhill has_best in_blocks
        in_double in_order newton_step refined relative_powers root_of_bell singular_values_and_rows small_power
        solve_set tail_ratio towards triangle unstretched widened rank""",
    "parts of the engine of gradients, whose names are too common elsewhere": """Bend add bend matmul mean multiply
        path_sum reshaped tally total two_layer_gradients""",
    "the actors of one chapter's experiment": """Statistics accuracy begin chain_gradients coin_log_likelihood
        error_from_curvature fit_network gate l1_minimum l2_minimum largest_error learn logits loss_and_gradients
        means_apart midpoint_staircase miss_frequency mistakes moved noisy passed passes patients
        polynomial_kernel_2 random_network relu_layer share_right slide_network staircase statistics step_network
        strength_curves target three_layers train_unit trained two_layer_gate""",
}


def defined():
    """Return {name: the functions and classes of that name that the chapters define}."""
    found = {}
    for module in pkgutil.walk_packages(lit.__path__, "lit."):
        if not module.name.startswith(("lit.engine", "lit.api", "lit.__main__")):
            for name, one in vars(importlib.import_module(module.name)).items():
                if getattr(one, "__module__", None) == module.name and not name.startswith("_"):
                    if inspect.isclass(one) or inspect.isfunction(inspect.unwrap(one)):
                        found.setdefault(name, []).append(one)
    return found


def test_every_public_function_has_a_name_in_lit_or_a_reason():
    named = [getattr(lit, name) for name in lit.__all__]
    reasons = {name for names in LEFT_OUT.values() for name in names.split()}
    chapters = defined()
    missing = {name for name, all_ in chapters.items() for one in all_ if not any(one is other for other in named)}
    assert missing == reasons, "a new public function belongs into docs/api/index.md, or here with a reason"


def test_no_name_stands_for_two_things():
    assert len(set(lit.__all__)) == len(lit.__all__)
    assert not {name for name in lit.__all__ if inspect.ismodule(getattr(lit, name))}


def in_a_new_process(program):
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_numpy_is_not_loaded_before_a_name_is_used():
    assert in_a_new_process("""
import sys, lit
print('numpy' in sys.modules, hasattr(lit, '__wrapped__'), 'numpy' in sys.modules)
lit.relu
print('numpy' in sys.modules)
""").split() == ["False", "False", "False", "True"]


def test_the_function_wins_over_the_module_of_its_name():
    assert in_a_new_process("""
import lit, lit.activations.relu, lit.regularisation.lasso
print(callable(lit.relu), callable(lit.activations.relu), callable(lit.lasso), lit.perceptron.__module__)
""").split() == ["True", "False", "True", "lit.networks.perceptron"]


def test_a_star_brings_the_names_and_nothing_else():
    assert in_a_new_process("""
from lit import *
import lit
print(relu([-1.0])[0], sorted(n for n in globals() if n[0] != '_') == sorted([*lit.__all__, 'lit']))
print(set(lit.__all__) <= set(dir(lit)))
""").split() == ["0.0", "True", "True"]


def test_an_unknown_name_is_refused_as_python_does():
    assert in_a_new_process("""
try:
    from lit import no_such_name
except ImportError as error:
    print('cannot import name' in str(error))
""").split() == ["True"]


def test_a_type_checker_knows_the_names(tmp_path):
    good, bad = tmp_path / "good.py", tmp_path / "bad.py"
    good.write_text("import lit\nfrom lit import Axes, pca, relu, ridge_with_bias\n"
                    "axes: Axes = pca([[1.0, 2.0], [3.0, 5.0]], 1)\nw, b = ridge_with_bias([[1.0], [2.0]], [1.0, 2.0], 0.1)\n"
                    "print(relu(axes.variances), w, b + 1.0, lit.standard_error([1.0, 2.0]).real)\n")
    bad.write_text("import lit\nfrom lit import no_such_name\nlit.standard_error([1.0]).no_such_attribute\nlit.no_such_name\n")
    done = {one: subprocess.run([sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", f"--cache-dir={tmp_path}",
                                 str(one)], cwd=ROOT, capture_output=True, text=True) for one in (good, bad)}
    assert done[good].returncode == 0, done[good].stdout
    told = [line.split(":")[1] for line in done[bad].stdout.splitlines() if " error: " in line]
    assert told == ["2", "3", "4"], done[bad].stdout
