package io.inventory.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.OrderLine;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fingerprints are stored: those that were written must be found again by every later version. */
class ContentFingerprintsTest {
    @Test
    void aFingerprintIsForever() {
        assertThat(ContentFingerprints.of(List.of(OrderLine.of("A", 4), OrderLine.of("B", 2))))
                .isEqualTo("EDKf9tkqpHpEB5okOPnC5Q");
        assertThat(ContentFingerprints.of(List.of())).isEqualTo("47DEQpj8HBSa-_TImW-5JA");
        assertThat(ContentFingerprints.of(List.of(OrderLine.of("ü", 1)))).isEqualTo("SkSD0_gA_bNoNPVZRrYfBg");
    }

    @Test
    void whereOneSkuEndsAndTheNextBeginsMakesADifference() {
        assertThat(ContentFingerprints.of(List.of(OrderLine.of("A", 1), OrderLine.of("AA", 1))))
                .isNotEqualTo(ContentFingerprints.of(List.of(OrderLine.of("AA", 1), OrderLine.of("A", 1))));
    }
}
