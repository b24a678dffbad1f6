package llamanas.config;

import static llamanas.config.SpecRules.require;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import llamanas.config.SpecRules.Violation;
import llamanas.protocol.search.FidelitySpec;
import llamanas.protocol.search.SearchSpec;
import org.jspecify.annotations.Nullable;

/** The section {@code fidelity} of a search spec: how it is read, and what has to hold for it. */
final class FidelityRules {
    /** Growing by about three each, as in successive halving (Hyperband, Li et al. 2018). */
    private static final List<Double> RUNGS = List.of(0.06, 0.15, 0.4, 1.0);

    private static final double CONFIDENCE = 0.95;
    private static final double LEAST_CONFIDENCE = 0.5;
    private static final String SECTION = "fidelity";

    private FidelityRules() {}

    static FidelitySpec read(Section fidelity) {
        return new FidelitySpec(
                fidelity.has("rungs") ? fidelity.reals("rungs") : RUNGS, fidelity.real("confidence", CONFIDENCE));
    }

    static Stream<@Nullable Violation> of(SearchSpec spec) {
        FidelitySpec fidelity = spec.fidelity();
        return fidelity == null ? Stream.empty() : of(fidelity, spec);
    }

    private static Stream<@Nullable Violation> of(FidelitySpec fidelity, SearchSpec spec) {
        List<Double> rungs = fidelity.rungs();
        boolean ascending = IntStream.range(1, rungs.size()).allMatch(i -> rungs.get(i - 1) < rungs.get(i));
        boolean whole = !rungs.isEmpty() && rungs.get(0) > 0 && rungs.get(rungs.size() - 1) == 1;
        boolean sure = fidelity.confidence() >= LEAST_CONFIDENCE && fidelity.confidence() < 1;
        boolean measures = spec.objectives().stream().anyMatch(o -> !spec.computes(o.metric()));
        return Stream.of(
                require(
                        ascending && whole,
                        SECTION + ".rungs",
                        rungs,
                        "growing shares of the data above 0, the last one 1, as [0.06, 0.15, 0.4, 1]"),
                require(sure, SECTION + ".confidence", fidelity.confidence(), "a number from 0.5 to below 1, as 0.95"),
                require(
                        spec.standIn() == null,
                        SECTION,
                        "it together with a stand-in",
                        "a model: a stand-in has no data to measure a share of"),
                require(measures, SECTION, "exact objectives only", "an objective that is measured on data"));
    }
}
