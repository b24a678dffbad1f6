package llamanas.config;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import llamanas.protocol.search.BitChoices;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.AttentionDimension;

/** The section {@code space} of a file to a {@link SpaceSpec}. */
final class SpaceReader {
    private static final String ATTENTION = "attention";
    private static final String OPERATORS = "operators";
    private static final String BITS = "bits";
    private static final String LAYERS = "all, or a list of layers (from 0)";
    private static final String ONE_OPERATOR = "full, none, or the positions of a window (1 or more)";

    private static final BigDecimal MOST_POSITIONS = BigDecimal.valueOf(Integer.MAX_VALUE);

    private SpaceReader() {}

    static SpaceSpec read(Section space) {
        Section depth = space.section("depth");
        boolean operators = space.has(ATTENTION) && space.isSection(ATTENTION);
        return new SpaceSpec(
                space.has("depth") ? depth.wholes("counts", 1) : List.of(),
                depth.choice("order", SpaceSpec.IMPORTANCE, SpecRules.DEPTH_ORDERS),
                layers(space, "keep"),
                operators ? layersOfOperators(space.section(ATTENTION)) : layers(space, ATTENTION),
                space.has("ffn") ? space.wholes("ffn", 0) : List.of(),
                operators ? operators(space.section(ATTENTION)) : AttentionDimension.KEEP_OR_DROP,
                space.has("kv-heads") ? space.wholes("kv-heads", 0) : List.of(),
                bits(space));
    }

    private static LayerSelection layers(Section space, String key) {
        if (!space.has(key)) {
            return LayerSelection.NONE;
        }
        if (space.isText(key, "all")) {
            return LayerSelection.ALL;
        }
        return new LayerSelection(false, space.wholes(key, 0, LAYERS));
    }

    private static LayerSelection layersOfOperators(Section attention) {
        return attention.has("layers") ? layers(attention, "layers") : LayerSelection.ALL;
    }

    private static List<Attention> operators(Section attention) {
        return attention.has(OPERATORS)
                ? attention.texts(OPERATORS).stream()
                        .map(text -> operator(text).orElseThrow(() -> attention.bad(OPERATORS, ONE_OPERATOR)))
                        .toList()
                : AttentionDimension.KEEP_OR_DROP;
    }

    private static Optional<Attention> operator(String text) {
        if (text.equals(Attention.FULL.label())) {
            return Optional.of(Attention.FULL);
        } else if (text.equals(Attention.NONE.label())) {
            return Optional.of(Attention.NONE);
        }
        return Amounts.parse(text)
                .filter(n -> n.signum() > 0
                        && n.compareTo(MOST_POSITIONS) <= 0
                        && n.stripTrailingZeros().scale() <= 0)
                .map(n -> Attention.window(n.intValueExact()));
    }

    private static BitChoices bits(Section space) {
        if (!space.has(BITS)) {
            return BitChoices.NONE;
        }
        if (!space.isSection(BITS)) {
            return new BitChoices(space.wholes(BITS, 1), List.of(), List.of());
        }
        Section kinds = space.section(BITS);
        return new BitChoices(
                List.of(),
                kinds.has(ATTENTION) ? kinds.wholes(ATTENTION, 1) : List.of(),
                kinds.has("ffn") ? kinds.wholes("ffn", 1) : List.of());
    }
}
