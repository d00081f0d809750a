package io.drover.monitor.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceLinkTest {
  @Test
  void theIdGoesWhereTheAddressHasItsPlace() {
    TraceLink link = new TraceLink("https://traces.example/explore?id={trace}&tab=1");

    assertThat(link.to("4bf9")).isEqualTo("https://traces.example/explore?id=4bf9&tab=1");
    assertThat(link.to(null)).isNull();
    assertThat(new TraceLink("").to("4bf9")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert('{trace}')",
        "https://traces.example/",
        "ftp://traces.example/{trace}",
        "https:///{trace}",
        "https://ann:secret@traces.example/{trace}",
        "traces.example/{trace}",
        "https://traces example/{trace}"
      })
  void anythingElseIsRefusedWithoutBeingRepeated(String template) {
    assertThatThrownBy(() -> new TraceLink(template))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("DROVER_TRACE_URL must be an http or https address")
        .hasMessageNotContaining("secret");
  }
}
