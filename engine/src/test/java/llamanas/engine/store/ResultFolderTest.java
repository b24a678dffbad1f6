package llamanas.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import llamanas.engine.app.Fixtures;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.ModelShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFolderTest {
    private static final ModelShape SHAPE = Fixtures.SPACE.shape();
    private static final List<FrontMember> FRONT =
            List.of(new FrontMember(0, Architecture.full(SHAPE), Map.of("parameters", 5.0)));

    @TempDir
    private Path data;

    private ResultFolder written(SearchSpec spec) {
        ResultFiles files = new ResultFiles(data);
        files.write("s", spec, FRONT, List.of());
        return ResultFolder.of(files.folder("s"));
    }

    @Test
    void readsBackWhatWasWritten() {
        SearchSpec spec = Fixtures.spec("s", 5);
        assertThat(written(spec).spec()).isEqualTo(spec);
        assertThat(written(spec).front(SHAPE)).isEqualTo(FRONT);
    }

    @Test
    void aPreparedSearchIsOneOfThePreparedModel() {
        SearchSpec spec = Fixtures.preparing(Fixtures.spec("s", 5));
        assertThat(written(spec).spec().model())
                .isEqualTo(Objects.requireNonNull(spec.prepare()).out());
        assertThat(written(spec).spec().prepare()).isNull();
    }

    /** Before heads and bits were chosen, files did not say them: all heads, as loaded. */
    @Test
    void anOldFrontHasAllHeads() throws IOException {
        ResultFolder folder = written(Fixtures.spec("s", 5));
        String layer = "{\"keep\":true,\"attention\":\"full\",\"ffn\":64}";
        String layers = String.join(",", Collections.nCopies(6, layer));
        Files.writeString(
                data.resolve("searches/s/front.json"),
                "[{\"candidate\":0,\"architecture\":{\"layers\":[" + layers + "]},\"metrics\":{\"parameters\":5}}]");
        assertThat(folder.front(SHAPE)).isEqualTo(FRONT);
    }

    @Test
    void whatIsNotThereOrBrokenIsNamed() throws IOException {
        assertThatThrownBy(() -> ResultFolder.of(data.resolve("none")).spec())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("none/search.json: no such file; expected what a finished search leaves");
        ResultFolder folder = written(Fixtures.spec("s", 5));
        Files.writeString(data.resolve("searches/s/front.json"), "[{\"candidate\": 0, \"architecture\": {}}]");
        assertThatThrownBy(() -> folder.front(SHAPE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("front.json: candidate 0: layers: found nothing");
    }
}
