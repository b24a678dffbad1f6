package llamanas.workers.standin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.StandInSpec;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.FfnDimension;
import llamanas.protocol.space.KeepDimension;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.SearchSpace;

/** A table of a network with two layers, one of which may go and one of which has two widths. */
final class Tables {
    static final SearchSpace SPACE = new SearchSpace(
            new ModelShape(2, 4, 8, 1, 1, 4, 10, 16, false, false, false),
            List.of(new KeepDimension(List.of(0)), new FfnDimension(List.of(1), List.of(4, 8))));

    static final Inspection HEADER = new Inspection(SPACE, "model", "data", Map.of("t", 7L));

    static final String CSV =
            """
            candidate,state,keep[0],ffn[1],parameters,t.nats_per_token,report.t.nats_per_token,reason,dtype
            0,succeeded,keep,8,420,2.5,2.6,,float32
            1,succeeded,drop,8,252,2.75,,,float32
            2,succeeded,keep,4,372,NaN,2.7,,float32
            3,failed,drop,4,,,,"broke, twice",
            """;

    private Tables() {}

    /** Writes a table with its header. */
    static Path write(Path folder, String csv) {
        try {
            Path file = Files.writeString(folder.resolve("t.csv"), csv);
            TableHeader.write(file, HEADER);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SearchSpec spec(StandInSpec standIn, String objective, List<Constraint> constraints) {
        return new SearchSpec(
                "s",
                "",
                "float32",
                List.of(),
                new SpaceSpec(List.of(), SpaceSpec.TAIL, LayerSelection.NONE, LayerSelection.NONE, List.of()),
                List.of(new Objective(objective, Direction.MINIMIZE)),
                constraints,
                new StrategySpec(StrategySpec.RANDOM, 2, 0, 0, 1),
                4,
                1,
                null,
                standIn,
                null,
                false,
                null);
    }
}
