package llamanas.engine.app;

import java.util.ArrayList;
import java.util.List;
import llamanas.engine.output.Quantities;
import llamanas.engine.output.Table;
import llamanas.engine.search.race.Estimate;
import llamanas.engine.search.race.Standing;

/** How strategies stand, for people: their progress, and how long they took to what is asked for. */
final class StandingTables {
    private StandingTables() {}

    /**
     * Both tables, each under a line that says what it shows.
     *
     * @param whole what the shares are of: {@code the true hypervolume}
     * @param entries at least one; the first has all points of progress
     */
    static String text(String whole, List<StrategiesReport.Entry> entries) {
        return "share of " + whole
                + " after so many evaluations, in %: mean and half of the 95 % confidence interval\n\n"
                + progress(entries).toText()
                + "\nevaluations to a share of " + whole
                + ", with the 95 % confidence interval, and the runs that got there\n\n"
                + goals(entries).toText()
                + repeats(entries);
    }

    private static Table progress(List<StrategiesReport.Entry> entries) {
        List<Integer> at = entries.get(0).standing().progress().stream()
                .map(Standing.Progress::evaluations)
                .toList();
        List<String> header = new ArrayList<>(List.of("strategy"));
        at.forEach(k -> header.add(String.valueOf(k)));
        List<List<String>> rows = new ArrayList<>();
        for (StrategiesReport.Entry entry : entries) {
            List<String> row = new ArrayList<>(List.of(entry.standing().strategy()));
            at.forEach(k -> row.add(entry.standing().progress().stream()
                    .filter(p -> p.evaluations() == k)
                    .findFirst()
                    .map(p -> percent(p.share()))
                    .orElse("-")));
            rows.add(row);
        }
        return new Table(header, rows);
    }

    private static Table goals(List<StrategiesReport.Entry> entries) {
        List<String> header = new ArrayList<>(List.of("strategy"));
        entries.get(0).standing().goals().forEach(goal -> {
            header.add(plain(100 * goal.share()) + " %");
            header.add("runs");
        });
        header.add("s a run");
        List<List<String>> rows = new ArrayList<>();
        for (StrategiesReport.Entry entry : entries) {
            List<String> row = new ArrayList<>(List.of(entry.standing().strategy()));
            entry.standing().goals().forEach(goal -> {
                row.add(evaluations(entry.standing(), goal));
                row.add(goal.reached() + "/" + entry.standing().runs());
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

    private static String plain(double percent) {
        String fixed = Quantities.fixed(percent, 2);
        return fixed.replaceFirst("\\.?0+$", "");
    }

    private static String evaluations(Standing standing, Standing.Goal goal) {
        Estimate took = goal.evaluations();
        String mean = Quantities.fixed(took.mean(), 0);
        if (goal.reached() == 0) {
            return ">" + mean;
        }
        String interval = Double.isNaN(took.low())
                ? ""
                : " [" + Quantities.fixed(took.low(), 0) + ", " + Quantities.fixed(took.high(), 0) + "]";
        return (goal.reached() < standing.runs() ? ">" : "") + mean + interval;
    }

    private static String repeats(List<StrategiesReport.Entry> entries) {
        int repeated = entries.stream().mapToInt(e -> e.standing().repeated()).sum();
        return "\n"
                + (repeated == 0
                        ? "no architecture was proposed twice in any run\n"
                        : repeated + " proposals were of architectures that the same run had proposed before\n");
    }
}
