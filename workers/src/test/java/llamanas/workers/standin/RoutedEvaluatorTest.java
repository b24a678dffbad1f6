package llamanas.workers.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import llamanas.workers.agent.Evaluator;
import org.junit.jupiter.api.Test;

class RoutedEvaluatorTest {
    /** A standard method of the interface says that this evaluator can't do something which the one behind it can. */
    @Test
    void passesEverythingOn() throws NoSuchMethodException {
        for (Method method : Evaluator.class.getDeclaredMethods()) {
            assertThat(RoutedEvaluator.class
                            .getMethod(method.getName(), method.getParameterTypes())
                            .getDeclaringClass())
                    .as(method.toString())
                    .isEqualTo(RoutedEvaluator.class);
        }
    }
}
