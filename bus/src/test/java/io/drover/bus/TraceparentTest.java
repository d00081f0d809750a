package io.drover.bus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceparentTest {

  private static final String SOUND = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

  @Test
  void aChildKeepsTraceAndFlagsAndHasItsOwnSpan() {
    String child = Traceparent.childOf(SOUND);
    assertThat(child).startsWith(SOUND.substring(0, 36)).endsWith("-00").isNotEqualTo(SOUND);
    assertThat(Traceparent.valid(child)).isTrue();
  }

  @Test
  void aNewOneIsValid() {
    assertThat(Traceparent.valid(Traceparent.create())).isTrue();
    assertThat(Traceparent.create()).isNotEqualTo(Traceparent.create());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7_01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
      })
  void anInvalidParentBeginsANewTrace(String parent) {
    assertThat(Traceparent.valid(parent)).isFalse();
    assertThat(Traceparent.valid(Traceparent.childOf(parent))).isTrue();
  }

  @Test
  void aLaterVersionMaySayMore() {
    String later = "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more";
    assertThat(Traceparent.valid(later)).isTrue();
    assertThat(Traceparent.childOf(later)).startsWith("00-4bf9").hasSize(55);
  }
}
