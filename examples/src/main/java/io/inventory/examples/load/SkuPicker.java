package io.inventory.examples.load;

import io.inventory.Sku;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/** Chooses the SKUs of an order. */
interface SkuPicker {
    /** The SKUs of the next order, {@code count} of them where the picker has no lines of its own. */
    List<Sku> next(SplittableRandom random, int count);

    /** All SKUs that it may choose. */
    List<Sku> all();

    static SkuPicker of(Workload.Popularity popularity, int skuCount) {
        return switch (popularity) {
            case uniform -> new Weighted(skuCount, rank -> 1);
            case zipf -> new Weighted(skuCount, rank -> 1.0 / rank);
            case hot -> new Weighted(1, rank -> 1);
            case baskets -> Baskets.load();
        };
    }

    /** SKUs chosen by weight, each at most once an order where there are enough. */
    final class Weighted implements SkuPicker {
        private final List<Sku> skus;
        private final double[] cumulated;

        Weighted(int count, java.util.function.IntToDoubleFunction weight) {
            skus = IntStream.rangeClosed(1, count)
                    .mapToObj(rank -> new Sku(String.format("SKU-%06d", rank)))
                    .toList();
            cumulated = new double[count];
            double sum = 0;
            for (int i = 0; i < count; i++) cumulated[i] = sum += weight.applyAsDouble(i + 1);
        }

        @Override
        public List<Sku> next(SplittableRandom random, int count) {
            if (count == 1) return List.of(pick(random));
            Set<Sku> chosen = new LinkedHashSet<>();
            while (chosen.size() < Math.min(count, skus.size())) chosen.add(pick(random));
            return List.copyOf(chosen);
        }

        private Sku pick(SplittableRandom random) {
            int found = Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[cumulated.length - 1]);
            return skus.get(Math.min(found < 0 ? -found - 1 : found, skus.size() - 1));
        }

        @Override
        public List<Sku> all() {
            return skus;
        }
    }

    /** The invoices of a real shop, one after another in a random order. */
    final class Baskets implements SkuPicker {
        private static final String RESOURCE = "/io/inventory/examples/baskets-2010-2011.csv.gz";
        private final List<List<Sku>> baskets;

        private Baskets(List<List<Sku>> baskets) {
            this.baskets = baskets;
        }

        static Baskets load() {
            List<List<Sku>> baskets = new ArrayList<>();
            try (InputStream resource = Baskets.class.getResourceAsStream(RESOURCE)) {
                if (resource == null) throw new IllegalStateException(RESOURCE + " is not in the jar");
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(resource), StandardCharsets.UTF_8));
                for (String line = lines.readLine(); line != null; line = lines.readLine())
                    baskets.add(Arrays.stream(line.split(",")).map(Sku::new).toList());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + RESOURCE, e);
            }
            return new Baskets(baskets);
        }

        @Override
        public List<Sku> next(SplittableRandom random, int count) {
            List<Sku> basket = baskets.get(random.nextInt(baskets.size()));
            return count == 1 ? basket.subList(0, 1) : basket;
        }

        @Override
        public List<Sku> all() {
            Set<Sku> all = new TreeSet<>();
            baskets.forEach(all::addAll);
            return List.copyOf(all);
        }
    }
}
