package io.drover.service.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.service.testbed.StateBed;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StateDatabaseTest {
  private final StateBed bed = new StateBed();
  private final StateDatabase state = bed.state;

  @BeforeEach
  void table() throws SQLException {
    bed.update("CREATE TABLE word (word text)");
  }

  @AfterEach
  void close() {
    bed.close();
  }

  private void byLibrary(String word) throws SQLException {
    try (var connection = state.dataSource().getConnection();
        var insert = connection.prepareStatement("INSERT INTO word VALUES (?)")) {
      insert.setString(1, word);
      insert.executeUpdate();
      connection.commit();
    }
  }

  private List<String> words() throws SQLException {
    return bed.query("SELECT word FROM word ORDER BY word");
  }

  @Test
  void whatALibraryDoesInsideATransactionIsRolledBackWithItThoughTheLibraryCommits()
      throws SQLException {
    assertThatThrownBy(
            () ->
                state.change(
                    connection -> {
                      byLibrary("lost");
                      throw new IllegalStateException("the end");
                    }))
        .hasMessage("the end");

    assertThat(words()).isEmpty();
  }

  @Test
  void whatALibraryDoesInsideATransactionIsSeenByOthersOnlyAfterIt() throws Exception {
    state.change(
        connection -> {
          byLibrary("kept");
          assertThat(
                  CompletableFuture.supplyAsync(
                          this::wordsUnchecked, task -> Thread.ofVirtual().start(task))
                      .join())
              .isEmpty();
        });

    assertThat(words()).containsExactly("kept");
  }

  private List<String> wordsUnchecked() {
    try {
      return words();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aNestedTransactionIsPartOfTheOuterOne() throws SQLException {
    assertThatThrownBy(
            () ->
                state.change(
                    outer -> {
                      state.change(
                          inner -> {
                            assertThat(inner).isSameAs(outer);
                            byLibrary("inner");
                          });
                      throw new SQLException("the end");
                    }))
        .isInstanceOf(SQLException.class);

    assertThat(words()).isEmpty();
  }

  @Test
  void outsideOfATransactionAConnectionCommitsByItself() throws SQLException {
    try (var connection = state.dataSource().getConnection()) {
      assertThat(connection.getAutoCommit()).isTrue();
      try (var insert = connection.createStatement()) {
        insert.executeUpdate("INSERT INTO word VALUES ('at once')");
      }
    }
    assertThat(words()).containsExactly("at once");
  }

  @Test
  void aTransactionOfAnotherDatabaseIsNotJoined() throws SQLException {
    try (StateBed other = new StateBed()) {
      state.change(
          outer ->
              other.state.change(
                  inner -> {
                    assertThat(inner).isNotSameAs(outer);
                    assertThat(inner.getSchema()).isNotEqualTo(outer.getSchema());
                  }));
    }
  }

  @Test
  void actionsAfterACommitAreDoneOnceItIsThereAndNotWhenItIsNot() throws SQLException {
    List<String> done = new ArrayList<>();
    state.change(
        connection -> {
          byLibrary("kept");
          state.change(inner -> state.afterCommit(() -> done.add("committed " + wordsUnchecked())));
          assertThat(done).isEmpty();
        });
    assertThatThrownBy(
            () ->
                state.change(
                    connection -> {
                      state.afterCommit(() -> done.add("rolled back"));
                      throw new SQLException("the end");
                    }))
        .isInstanceOf(SQLException.class);
    state.afterCommit(() -> done.add("at once"));

    assertThat(done).containsExactly("committed [kept]", "at once");
  }

  @Test
  void theDatabaseEndsATransactionThatAStalledProcessHoldsOpen() throws SQLException {
    assertThat(bed.query("SHOW idle_in_transaction_session_timeout")).containsExactly("10s");
    assertThat(bed.query("SHOW lock_timeout")).containsExactly("10s");
  }

  @Test
  void theClockGoesOnBetweenItsMeasurements() throws SQLException {
    StateClock clock = new StateClock();
    long begun = System.nanoTime();
    clock.synchronise(state);
    Duration error = Duration.ofNanos(System.nanoTime() - begun).plusSeconds(1);

    Instant before = state.now();
    Instant carriedOn = clock.instant();
    Instant after = state.now();

    assertThat(carriedOn).isBetween(before.minus(error), after.plus(error));
    assertThat(clock.until(carriedOn.plusSeconds(600))).isPositive();
  }
}
