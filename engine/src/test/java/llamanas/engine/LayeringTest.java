package llamanas.engine;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may see whom. Each rule also proves that it could fail: what it forbids to some classes is used by others, so that a
 * misspelt or moved package does not turn it into a rule about nothing.
 */
class LayeringTest {
    private static final String PROTOCOL = "llamanas.protocol..";
    private static final String WIRE = "llamanas.protocol.wire..";
    private static final String CONFIG = "llamanas.config..";
    private static final String WORKERS = "llamanas.workers..";
    private static final String LLAMA = "llamanas.workers.llama..";
    private static final String ENGINE = "llamanas.engine..";
    private static final String APP = "llamanas.engine.app..";
    private static final String SEARCH = "llamanas.engine.search..";
    private static final String CLI = "llamanas.engine.cli..";
    private static final String AKKA = "akka..";
    private static final String DJL = "ai.djl..";

    private static JavaClasses program;

    @BeforeAll
    static void read() {
        program = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("llamanas");
    }

    @Test
    void protocolDependsOnNothingOfOurs() {
        forbid(resideInAPackage(PROTOCOL), CONFIG, WORKERS, ENGINE);
    }

    @Test
    void onlyTheWireOfProtocolSeesAkka() {
        forbid(resideInAPackage(PROTOCOL).and(not(resideInAPackage(WIRE))), AKKA);
    }

    @Test
    void configDependsOnProtocolAlone() {
        forbid(resideInAPackage(CONFIG), WORKERS, ENGINE, AKKA, DJL, WIRE);
    }

    @Test
    void workersDoNotDependOnTheEngine() {
        forbid(resideInAPackage(WORKERS), ENGINE);
    }

    @Test
    void onlyTheLlamaRuntimeCallsPyTorchItself() {
        forbid(not(resideInAPackage(LLAMA)), "ai.djl.pytorch..");
    }

    @Test
    void withinTheEngineOnlyAppSeesWorkersAndTheirLibrary() {
        forbid(resideInAPackage(ENGINE).and(not(resideInAPackage(APP))), WORKERS, DJL);
    }

    @Test
    void nothingOfTheEngineDependsOnApp() {
        forbid(resideInAPackage(ENGINE).and(not(resideInAPackage(APP))), APP);
    }

    @Test
    void commandsOfTheClientSpeakHttpOnly() {
        forbid(
                resideInAPackage(CLI),
                AKKA,
                DJL,
                WORKERS,
                WIRE,
                "llamanas.engine.coordinator..",
                "llamanas.engine.http..",
                "llamanas.engine.store..",
                SEARCH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {AKKA, DJL, "java.io..", "java.net..", "java.nio..", "java.time..", "java.sql..", "org.slf4j.."})
    void strategiesArePure(String effect) {
        forbid(resideInAPackage(SEARCH), effect);
    }

    @Test
    void strategiesSeeTheVocabularyAlone() {
        forbid(
                resideInAPackage(SEARCH),
                CONFIG,
                WORKERS,
                WIRE,
                "llamanas.engine.coordinator..",
                "llamanas.engine.http..",
                "llamanas.engine.store..",
                "llamanas.engine.cli..",
                "llamanas.engine.output..");
    }

    @Test
    void strategiesHaveNeitherClockNorSharedRandomness() {
        DescribedPredicate<JavaClass> search = resideInAPackage(SEARCH);
        noClasses()
                .that(search)
                .should()
                .dependOnClassesThat(type(ThreadLocalRandom.class).or(type(Clock.class)))
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .check(program);
        assertThat(program.that(not(search)))
                .as("some other class that reads a clock, so that the importer sees calls")
                .anyMatch(other -> other.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getTarget().getFullName().equals("java.lang.System.nanoTime()")));
    }

    @Test
    void everyPackageIsNullMarked() {
        List<String> unmarked = program.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(found -> !found.tryGetPackageInfo()
                        .map(annotatedWith(NullMarked.class)::test)
                        .orElse(false))
                .map(found -> found.getName())
                .toList();
        assertThat(unmarked).isEmpty();
    }

    /** No class of {@code who} depends on a class of {@code packages}; but some other class of the program does. */
    private static void forbid(DescribedPredicate<JavaClass> who, String... packages) {
        for (String forbidden : packages) {
            DescribedPredicate<JavaClass> there = resideInAnyPackage(forbidden);
            noClasses().that(who).should().dependOnClassesThat(there).check(program);
            assertThat(program.that(not(who)).stream()
                            .flatMap(other -> other.getDirectDependenciesFromSelf().stream())
                            .map(Dependency::getTargetClass))
                    .as(
                            "uses of %s elsewhere; a package of this name has to exist for the rule to mean something",
                            forbidden)
                    .anyMatch(there);
        }
    }
}
