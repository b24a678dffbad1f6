package llamanas.engine.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import llamanas.engine.search.pareto.Hypervolume;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.Objective;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;

class InterestTest {
    private static final List<Objective> DIVERGENCE = List.of(Objective.of("w.kl"), Objective.of("bytes"));

    @Test
    void whatASpecSaysCounts() {
        Interest interest = new Interest(DIVERGENCE, List.of(new Constraint("w.kl", null, 0.5)));
        assertThat(interest.limits(List.of(0.0, 200.0))).containsExactly(0.5, 200);
        assertThat(interest.damage()).isEqualTo(0.5);
        assertThat(interest.bounded()).isTrue();
    }

    @Test
    void aNatATokenIsTheUsualEnd() {
        assertThat(new Interest(DIVERGENCE, List.of()).limits(List.of(0.0, 200.0)))
                .containsExactly(1, 200);
        Interest loss = new Interest(List.of(Objective.of("w.nats_per_token"), Objective.of("parameters")), List.of());
        assertThat(loss.limits(List.of(3.0, 200.0))).containsExactly(4, Double.POSITIVE_INFINITY);
        assertThat(loss.bounded()).isFalse();
        Interest accuracy = new Interest(List.of(Objective.of("q.acc")), List.of(new Constraint("q.acc", 0.6, null)));
        assertThat(accuracy.limits(List.of(-0.8))).containsExactly(-0.6);
    }

    /** From 0, which the full network alone has, to 1. */
    @Test
    void aHypervolumeOfADivergenceIsAShare() {
        List<Double> full = List.of(0.0, 200.0);
        List<OptionalDouble> ends = List.of(OptionalDouble.of(0.5), OptionalDouble.of(200));
        Evaluated whole = new Evaluated(Genome.of(1), full, 0);
        Evaluated half = new Evaluated(Genome.of(0), List.of(0.25, 100.0), 0);
        assertThat(Hypervolume.relative(List.of(whole), full, ends)).isZero();
        assertThat(Hypervolume.relative(List.of(whole, half), full, ends)).isEqualTo(0.25);
    }
}
