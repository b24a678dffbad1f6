package llamanas.engine.app;

import java.util.ArrayList;
import java.util.List;
import llamanas.engine.output.Quantities;
import llamanas.engine.output.Table;
import llamanas.engine.search.race.Estimate;
import llamanas.engine.search.race.Standing;

/**
 * What {@code bench strategies --json} prints. The shape is stable.
 *
 * @param architectures rows of the table that belong to its space
 * @param trueFront how many of them no other dominates
 * @param reference of the hypervolume, where 0 is the best of the true front in each objective and 1 its worst
 */
record StrategiesReport(
        String table,
        int architectures,
        int trueFront,
        List<String> objectives,
        double reference,
        int runs,
        int evaluations,
        List<Entry> strategies) {
    /**
     * One strategy.
     *
     * @param secondsPerRun what asking and telling took, in s
     */
    record Entry(Standing standing, double secondsPerRun) {}

    StrategiesReport {
        strategies = List.copyOf(strategies);
    }

    /** Tables for people. */
    String text() {
        return "table       " + table + ": " + architectures + " architectures, " + trueFront + " on the true front\n"
                + "objectives  " + String.join(", ", objectives) + "\n"
                + "runs        " + runs + " of each strategy, " + evaluations + " evaluations\n\n"
                + "share of the true hypervolume after so many evaluations, in %: mean and half of the 95 % confidence"
                + " interval\n\n" + progress().toText()
                + "\nevaluations to a share of the true hypervolume, with the 95 %"
                + " confidence interval, and the runs that got there\n\n" + goals().toText() + repeats();
    }

    private Table progress() {
        List<String> header = new ArrayList<>(List.of("strategy"));
        strategies.get(0).standing().progress().forEach(p -> header.add(String.valueOf(p.evaluations())));
        List<List<String>> rows = new ArrayList<>();
        for (Entry entry : strategies) {
            List<String> row = new ArrayList<>(List.of(entry.standing().strategy()));
            entry.standing().progress().forEach(p -> row.add(percent(p.share())));
            rows.add(row);
        }
        return new Table(header, rows);
    }

    private Table goals() {
        List<String> header = new ArrayList<>(List.of("strategy"));
        strategies.get(0).standing().goals().forEach(goal -> {
            header.add(Math.round(100 * goal.share()) + " %");
            header.add("runs");
        });
        header.add("s a run");
        List<List<String>> rows = new ArrayList<>();
        for (Entry entry : strategies) {
            List<String> row = new ArrayList<>(List.of(entry.standing().strategy()));
            entry.standing().goals().forEach(goal -> {
                row.add(evaluations(goal));
                row.add(goal.reached() + "/" + runs);
            });
            row.add(Quantities.fixed(entry.secondsPerRun(), 2));
            rows.add(row);
        }
        return new Table(header, rows);
    }

    private static String percent(Estimate share) {
        double half = share.high() - share.mean();
        String mean = Quantities.fixed(100 * share.mean(), 1);
        return Double.isNaN(half) ? mean : mean + " ±" + Quantities.fixed(100 * half, 1);
    }

    private String evaluations(Standing.Goal goal) {
        if (goal.reached() == 0) {
            return ">" + evaluations;
        }
        Estimate took = goal.evaluations();
        String interval = Double.isNaN(took.low())
                ? ""
                : " [" + Quantities.fixed(took.low(), 0) + ", " + Quantities.fixed(took.high(), 0) + "]";
        return (goal.reached() < runs ? ">" : "") + Quantities.fixed(took.mean(), 0) + interval;
    }

    private String repeats() {
        int repeated =
                strategies.stream().mapToInt(e -> e.standing().repeated()).sum();
        return "\n"
                + (repeated == 0
                        ? "no architecture was proposed twice in any run\n"
                        : repeated + " proposals were of architectures that the same run had proposed before\n");
    }
}
