"""Runs Optuna's and pymoo's searches on a problem of `llama-nas bench external`, for its --rivals.

    pip install optuna pymoo torch scipy
    python3 config/bench/rivals.py --out rivals.csv --rivals tpe,nsga2
    ./llama-nas bench external --rivals rivals.csv --figure curves.svg

Each finished run is a line of --out; runs that it holds are not run again. With --start a run begins with what
llama-nas's strategies begin with, and pays for the single changes that those were told, as they do.
"""
import argparse
import os
import random
import subprocess
import time
import warnings

HEADER = "problem,strategy,seed,budget,evaluations,repeated,seconds,shares"
NAMES = {"gp": "Optuna GPSampler", "tpe": "Optuna TPE", "nsga2": "pymoo NSGA-II", "random": "random in Python"}
FAILED = (1e6, 1e12)


class Served:
    """One run's problem: genomes in, costs out; it keeps the share of the best-known hypervolume after each."""

    def __init__(self, command, problem, budget):
        self.process = subprocess.Popen(
            [command, "bench", "external", "--problem", problem, "--serve"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.choices = self.numbers()
        self.budget = budget
        self.shares = []
        self.asked = set()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("llama-nas has ended; see what it says above")
        return line.strip()

    def write(self, line):
        self.process.stdin.write(line + "\n")

    def start(self):
        """What is known before a run: genomes to begin with. Their single changes count as evaluations."""
        self.write(f"start {self.budget}")
        self.shares = [0.0] * int(self.read())
        return list(iter(self.numbers, []))

    def numbers(self):
        return [int(c) for c in self.read().split()]

    def left(self):
        return self.budget - len(self.shares)

    def measure(self, genome):
        self.write(" ".join(map(str, genome)))
        answer = self.read()
        self.asked.add(tuple(genome))
        if answer == "failed":
            self.shares.append(self.shares[-1] if self.shares else 0.0)
            return FAILED
        *costs, share = map(float, answer.split())
        self.shares.append(share)
        return costs

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def optuna_run(served, rival, seed, start):
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)
    if rival == "gp":
        sampler = optuna.samplers.GPSampler(seed=seed, deterministic_objective=True)
    else:
        sampler = optuna.samplers.TPESampler(seed=seed)
    study = optuna.create_study(directions=["minimize", "minimize"], sampler=sampler)
    for genome in start:
        study.enqueue_trial({f"g{i}": value for i, value in enumerate(genome)})

    def objective(trial):
        return served.measure([trial.suggest_int(f"g{i}", 0, c - 1) for i, c in enumerate(served.choices)])

    study.optimize(objective, n_trials=served.left())


def pymoo_run(served, seed, start, population=20):
    """The best on hw-gpt-s of populations of 10, 20, 40 with uniform, two-point or simulated binary crossover."""
    import numpy as np
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.core.problem import ElementwiseProblem
    from pymoo.operators.crossover.ux import UX
    from pymoo.operators.mutation.pm import PM
    from pymoo.operators.repair.rounding import RoundingRepair
    from pymoo.operators.sampling.rnd import IntegerRandomSampling
    from pymoo.optimize import minimize

    class Problem(ElementwiseProblem):
        def __init__(self):
            super().__init__(n_var=len(served.choices), n_obj=2, xl=0, xu=[c - 1 for c in served.choices], vtype=int)

        def _evaluate(self, x, out, *args, **kwargs):
            out["F"] = served.measure(x.tolist()) if served.left() > 0 else FAILED

    sampling = IntegerRandomSampling()
    if start:
        rest = np.random.default_rng(seed).integers(0, served.choices, (max(0, population - len(start)), len(served.choices)))
        sampling = np.vstack([np.array(start), rest]).astype(int)
    algorithm = NSGA2(
        pop_size=population, sampling=sampling, eliminate_duplicates=True,
        crossover=UX(),
        mutation=PM(prob=1.0, eta=3.0, vtype=float, repair=RoundingRepair()))
    minimize(Problem(), algorithm, ("n_eval", served.left()), seed=seed, verbose=False)


def random_run(served, seed, start):
    """Needs no package: to try the rest of this script."""
    draw = random.Random(seed)
    for genome in start[:served.left()]:
        served.measure(genome)
    while served.left() > 0:
        served.measure([draw.randrange(c) for c in served.choices])


def run(served, rival, seed, start):
    if rival == "nsga2":
        pymoo_run(served, seed, start)
    elif rival == "random":
        random_run(served, seed, start)
    else:
        optuna_run(served, rival, seed, start)


def changes(shares):
    told, last = [], 0.0
    for number, share in enumerate(shares, 1):
        if share != last:
            told.append(f"{number}:{share}")
            last = share
    return " ".join(told)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--problem", default="hw-gpt-s", help="as of bench external (default: hw-gpt-s)")
    parser.add_argument("--rivals", default="gp,tpe,nsga2", help="of gp, tpe, nsga2, random (default: gp,tpe,nsga2)")
    parser.add_argument("--runs", type=int, default=8, help="seeds 1 to so many (default: 8)")
    parser.add_argument("--evaluations", type=int, default=200, help="budget of a run (default: 200)")
    parser.add_argument("--start", action="store_true", help="begin with what llama-nas's strategies begin with")
    parser.add_argument("--out", required=True, help="CSV that finished runs are added to")
    parser.add_argument("--llama-nas", default="./llama-nas", help="the launcher (default: ./llama-nas)")
    given = parser.parse_args()
    unknown = [rival for rival in given.rivals.split(",") if rival not in NAMES]
    if unknown:
        parser.error(f"--rivals: {unknown[0]} is unknown; expected {', '.join(NAMES)}")
    done = set()
    if os.path.exists(given.out):
        with open(given.out) as file:
            done = {tuple(line.split(",")[:4]) for line in file}
    else:
        with open(given.out, "w") as file:
            file.write(HEADER + "\n")
    for rival in given.rivals.split(","):
        name = NAMES[rival] + (" from our start" if given.start else "")
        for seed in range(1, given.runs + 1):
            key = (given.problem, name, str(seed), str(given.evaluations))
            if key in done:
                continue
            served = Served(given.llama_nas, given.problem, given.evaluations)
            begun = time.time()
            start = served.start() if given.start else []
            before = len(served.shares)
            run(served, rival, seed, start)
            served.close()
            count = len(served.shares)
            row = [*key, str(count), str(count - before - len(served.asked)), f"{time.time() - begun:.1f}"]
            with open(given.out, "a") as file:
                file.write(",".join([*row, changes(served.shares)]) + "\n")
            print(f"{name}, seed {seed}: {100 * served.shares[-1]:.2f} % after {count}", flush=True)


if __name__ == "__main__":
    main()
