package io.drover.migration.execution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScriptShapeTest {
  @Test
  void anEnumValueThatIsUsedWhereItIsAddedTakesTheScriptOutOfTheTransaction() {
    assertThat(
            outside(
                "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'glad'", "UPDATE felt SET mood = 'glad'"))
        .isTrue();
  }

  @Test
  void anEnumValueThatIsNotUsedDoesNot() {
    assertThat(outside("ALTER TYPE mood ADD VALUE 'glad'", "UPDATE felt SET mood = 'sad'"))
        .isFalse();
  }

  @Test
  void aTypeOfTheSameScriptMayBeUsedAtOnce() {
    assertThat(
            outside(
                "CREATE TYPE Mood AS ENUM ('sad')",
                "ALTER TYPE mood ADD VALUE 'glad'",
                "INSERT INTO felt VALUES ('glad')"))
        .isFalse();
  }

  private static boolean outside(String... statements) {
    ScriptShape shape = new ScriptShape();
    for (String each : statements) {
      shape.add(each);
    }
    return shape.outsideTransaction();
  }
}
