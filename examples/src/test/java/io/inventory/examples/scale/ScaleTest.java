package io.inventory.examples.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.inventory.examples.scale.ShardedCost.Batch;
import io.inventory.examples.scale.ShardedCost.Seen;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleTest {
    private static final int BATCHES = 300;

    /** Against batches that are drawn. */
    @ParameterizedTest
    @CsvSource({"256, 3, 10000, 32", "8, 1, 10000, 32", "256, 1, 1, 32", "40, 3, 50, 8"})
    void aBatchHasAsManyStatementsAndRowsAsRandomOnes(int orders, int lines, int skus, int shards) {
        SplittableRandom random = new SplittableRandom(1);
        long changes = 0;
        long copies = 0;
        long rows = 0;
        for (int i = 0; i < BATCHES; i++) {
            Set<Integer> ofBatch = new HashSet<>();
            for (int line = 0; line < orders * lines; line++) ofBatch.add(random.nextInt(skus));
            Set<Integer> shardsOfSkus = new HashSet<>();
            for (int sku : ofBatch) shardsOfSkus.add(new SplittableRandom(sku).nextInt(shards));
            Set<Integer> shardsOfOrders = new HashSet<>();
            for (int order = 0; order < orders; order++) shardsOfOrders.add(random.nextInt(shards));
            changes += shardsOfSkus.size();
            copies += shardsOfSkus.size() + shardsOfOrders.size();
            rows += (long) orders * (1 + lines) + ofBatch.size();
        }
        Batch batch = new Batch(orders, lines, skus, shards);
        assertThat(batch.changes()).isCloseTo((double) changes / BATCHES, Percentage.withPercentage(3));
        assertThat(batch.copies()).isCloseTo((double) copies / BATCHES, Percentage.withPercentage(3));
        assertThat(batch.rows()).isCloseTo((double) rows / BATCHES, Percentage.withPercentage(3));
    }

    @Test
    void threeKindsOfBatchesTellWhatTheirPartsCost() {
        ShardedCost cost = new ShardedCost(600, 70, 5);
        Batch one = new Batch(256, 1, 10_000, 32);
        Batch three = new Batch(256, 3, 10_000, 32);
        Batch hot = new Batch(256, 1, 1, 32);
        ShardedCost found = ShardedCost.explaining(
                new Seen(one, cost.ofOrder(one)),
                new Seen(three, cost.ofOrder(three)),
                new Seen(hot, cost.ofOrder(hot)));
        assertThat(found.change()).isCloseTo(600, within(1e-6));
        assertThat(found.copy()).isCloseTo(70, within(1e-6));
        assertThat(found.row()).isCloseTo(5, within(1e-6));
        Batch other = new Batch(128, 3, 10_000, 8);
        assertThat(found.ofOrder(other)).isCloseTo(cost.ofOrder(other), within(1e-6));
    }

    @Test
    void theCostOfAnOrderIsAlongTheLineThroughWhatWasMeasured() {
        assertThat(OrderCost.ofLines(1).database()).isCloseTo(28.6, within(1e-9));
        assertThat(OrderCost.ofLines(3).writer()).isCloseTo(77.1, within(1e-9));
        assertThat(OrderCost.ofLines(2).server()).isCloseTo((42.2 + 84.4) / 2, within(1e-9));
    }

    /** 10,000 orders/s of three lines are 0.571 cores of PostgreSQL and 0.771 of a writer, which may be busy for 0.6 of the time. */
    @Test
    void aLoadNeedsWhatItCostsAndRoomBeside() {
        Need need = Need.of(10_000, 3, 0.05, 2);
        assertThat(need.databaseCores()).isCloseTo(0.571 / 0.6, within(1e-9));
        assertThat(need.inventories()).isEqualTo(2);
        assertThat(need.partitions()).isEqualTo(4);
        assertThat(need.hotShare()).isCloseTo(0.0098, within(1e-9));
    }

    @Test
    void aSkuThatEverybodyWantsHasALimitThatMoreInventoriesDoNotRaise() {
        assertThat(Need.of(100_000, 1, 0.05, 2).hotShare()).isLessThan(Need.BUSY_MAX);
        assertThat(Need.of(1_000_000, 1, 0.05, 2).hotShare()).isGreaterThan(Need.BUSY_MAX);
    }
}
