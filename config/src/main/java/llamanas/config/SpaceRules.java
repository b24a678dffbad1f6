package llamanas.config;

import static llamanas.config.SpecRules.require;

import java.util.List;
import java.util.stream.Stream;
import llamanas.config.SpecRules.Violation;
import llamanas.protocol.search.BitChoices;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.space.Bits;
import org.jspecify.annotations.Nullable;

/** What a declared search space has to keep, whatever model it is put on. */
final class SpaceRules {
    private SpaceRules() {}

    static Stream<@Nullable Violation> violations(SpaceSpec space) {
        Stream<@Nullable Violation> shape = Stream.of(
                require(
                        !isEmpty(space),
                        "space",
                        "nothing that varies",
                        "depth, keep, attention, kv-heads, ffn or bits"),
                require(
                        space.depth().isEmpty() || space.keep().isEmpty(),
                        "space.keep",
                        "it together with depth",
                        "one of both: each decides which layers run"),
                SpecRules.oneOf(SpecRules.DEPTH_ORDERS, "space.depth.order", space.depthOrder()),
                require(space.depth().stream().allMatch(d -> d >= 1), "space.depth.counts", space.depth(), "1 or more"),
                notNegative("space.ffn", space.ffn(), "widths"),
                notNegative("space.kv-heads", space.kvHeads(), "numbers of heads"),
                layers("space.keep", space.keep()),
                layers("space.attention", space.attention()));
        return Stream.of(LimitRules.space(space), shape, bits(space.bits())).flatMap(rules -> rules);
    }

    /** Whether nothing varies. */
    static boolean isEmpty(SpaceSpec space) {
        return space.depth().isEmpty()
                && space.ffn().isEmpty()
                && space.keep().isEmpty()
                && space.attention().isEmpty()
                && space.kvHeads().isEmpty()
                && space.bits().isEmpty();
    }

    private static Stream<@Nullable Violation> bits(BitChoices bits) {
        boolean both = !bits.layer().isEmpty()
                && !(bits.attention().isEmpty() && bits.ffn().isEmpty());
        return Stream.of(
                require(!both, "space.bits", "bits of a layer beside those of a kind of matrix", "one of both"),
                known("space.bits", bits.layer()),
                known("space.bits.attention", bits.attention()),
                known("space.bits.ffn", bits.ffn()));
    }

    private static @Nullable Violation known(String path, List<Integer> bits) {
        return require(Bits.CHOICES.containsAll(bits), path, bits, "some of " + Bits.CHOICES);
    }

    private static @Nullable Violation notNegative(String path, List<Integer> found, String what) {
        return require(found.stream().allMatch(n -> n >= 0), path, found, what + " of 0 or more");
    }

    private static @Nullable Violation layers(String path, LayerSelection selection) {
        boolean fits = selection.layers().stream().allMatch(layer -> layer >= 0);
        return require(fits, path, selection.layers(), "layers from 0");
    }
}
