package io.inventory.jdbi.management.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.jdbi.management.page.Pages.Answer;

/** Somebody who looks at pages. */
record Visitor(Pages pages) {
    /** A page that is there. */
    String get(String path, String... query) {
        Answer answer = answer(path, query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** Whatever comes. */
    Answer answer(String path, String... query) {
        String link = Links.to(path, query);
        int mark = link.indexOf('?');
        return pages.at(path, mark < 0 ? null : link.substring(mark + 1));
    }
}
