package llamanas.engine.coordinator.event;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.SerializerWithStringManifest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Old journals load: {@code golden/NAME.json} is what a record looked like when it was frozen (as JSON, for people; the
 * journal holds the same tree as CBOR). To add a record, run with {@code -Dllamanas.golden=write}; never change a file.
 */
class JournalFormatTest {
    private static final Path GOLDEN = Path.of(System.getProperty("llamanas.root"), "engine/src/test/resources/golden");
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local")
            .withFallback(ConfigFactory.parseResources("llamanas/akka.conf"))
            .withFallback(ConfigFactory.load()));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    /** Every example with the name of its golden file. */
    static Stream<Arguments> examples() {
        Stream<Arguments> plain = Examples.all().stream()
                .map(example -> Arguments.of(example.getClass().getSimpleName(), example));
        Stream<Arguments> variants =
                Examples.variants().entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
        return Stream.concat(plain, variants);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void goldenFileLoads(String name, JournalRecord example) throws Exception {
        Path file = GOLDEN.resolve(name + ".json");
        SerializerWithStringManifest serializer = serializer(example);
        if ("write".equals(System.getProperty("llamanas.golden")) && !Files.exists(file)) {
            write(file, serializer.toBinary(example));
        }
        byte[] stored = CBOR.writeValueAsBytes(JSON.readTree(file.toFile()));
        assertThat(serializer.fromBinary(stored, example.getClass().getName())).isEqualTo(example);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void roundTrips(String name, JournalRecord example) throws Exception {
        SerializerWithStringManifest serializer = serializer(example);
        assertThat(serializer.manifest(example)).isEqualTo(example.getClass().getName());
        assertThat(serializer.fromBinary(serializer.toBinary(example), serializer.manifest(example)))
                .isEqualTo(example);
    }

    @Test
    void aNewFieldMayBeMissingAndAnUnknownOneIsIgnored() throws Exception {
        SearchEvent.EvaluationStarted example = new SearchEvent.EvaluationStarted(3, null, "w1", null);
        byte[] stored =
                CBOR.writeValueAsBytes(JSON.readTree("{\"candidate\": 3, \"worker\": \"w1\", \"future\": [1]}"));
        assertThat(serializer(example).fromBinary(stored, example.getClass().getName()))
                .isEqualTo(example);
    }

    @Test
    void everyRecordHasAnExample() {
        Stream<Class<?>> records = Stream.of(SearchEvent.class, CatalogueEvent.class)
                .flatMap(type -> Arrays.stream(type.getPermittedSubclasses()));
        assertThat(Stream.concat(records, Stream.of(SearchSnapshot.class)).toList())
                .containsExactlyInAnyOrderElementsOf(
                        Examples.all().stream().<Class<?>>map(Object::getClass).toList());
    }

    private static void write(Path file, byte[] cbor) throws IOException {
        Files.createDirectories(GOLDEN);
        JsonNode tree = CBOR.readTree(cbor);
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n");
    }

    private static SerializerWithStringManifest serializer(Object example) {
        Serialization serialization = SerializationExtension.get(KIT.system());
        return (SerializerWithStringManifest) serialization.findSerializerFor(example);
    }
}
