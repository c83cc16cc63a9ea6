package io.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActorTest {
    private static final String EMOJI = "\uD83D\uDE00";

    @Test
    void theEmptyNameIsNobody() {
        assertThat(new Actor("")).isEqualTo(Actor.NOBODY);
        assertThat(Actor.NOBODY.isNobody()).isTrue();
        assertThat(new Actor("alice").isNobody()).isFalse();
    }

    @Test
    void aNameHasUpToAHundredCodePoints() {
        assertThat(new Actor("x".repeat(100)).value()).hasSize(100);
        assertThat(new Actor(EMOJI.repeat(100)).value()).hasSize(200);
        assertThatThrownBy(() -> new Actor(EMOJI.repeat(101)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("actor must have at most 100 characters, has 101");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", " a", "a ", "a\nb", "a\u001Bb", "a\u2028b", "\uD83D"})
    void whatBreaksALineOfALogIsNoName(String name) {
        assertThatThrownBy(() -> new Actor(name))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refusal -> assertThat(refusal.violations())
                                .extracting(InvalidRequestException.FieldViolation::field)
                                .containsExactly("actor"));
    }

    @Test
    void aCommandKeepsAllElseWhenItIsGivenByAnother() {
        RequestId request = new RequestId("r");
        AdjustStock adjust = new AdjustStock(new Sku("mug"), 5, "delivery", request);

        assertThat(adjust.actor()).isEqualTo(Actor.NOBODY);
        assertThat(adjust.by(new Actor("alice")))
                .isEqualTo(new AdjustStock(new Sku("mug"), 5, "delivery", request, new Actor("alice")));
        assertThat(adjust.by(new Actor("alice")).by(Actor.NOBODY)).isEqualTo(adjust);
    }
}
