package io.drover.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DatabaseSettingsTest {
  @Test
  void aListOfQuotedNamesIsTakenApartAndAnyOtherValueIsNot() {
    assertThat(DatabaseSettings.values("search_path", "\"$user\", public, \"a, \"\"b\"\"\""))
        .containsExactly("$user", "public", "a, \"b\"");
    assertThat(DatabaseSettings.values("search_path", "\"\"")).containsExactly("");
    assertThat(DatabaseSettings.values("DateStyle", "ISO, DMY")).containsExactly("ISO, DMY");
  }
}
