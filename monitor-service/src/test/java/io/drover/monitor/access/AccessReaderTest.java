package io.drover.monitor.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessReaderTest {
  private static final String HASH = "ab".repeat(32);

  @Test
  void aTokenMayBeBoundToDatabasesByTheirLabels() {
    AccessRules rules =
        AccessReader.read(
            "tokens: [{ name: ci, role: operator, token-sha256: %s, databases: { team: shop } }]"
                .formatted(HASH));

    Caller caller = rules.tokens().getFirst().caller();
    assertThat(caller.reaches(Map.of("team", "shop", "tier", "1"))).isTrue();
    assertThat(caller.reaches(Map.of("team", "crm"))).isFalse();
    assertThat(caller.reaches(Map.of())).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "anonymous: operator | anonymous must be none or viewer",
        "tokens: [{ name: ci, role: boss, token-sha256: HASH }] | tokens[0].role must be viewer,"
            + " operator or approver",
        "tokens: [{ name: ci, role: viewer, token-sha256: secret }] | tokens[0].token-sha256 must"
            + " be 64 hexadecimal digits",
        "tokens: [{ name: drover/me, role: viewer, token-sha256: HASH }] | tokens[0].name must be",
        "tokens: [{ name: a, role: viewer, token-sha256: HASH }, { name: b, role: viewer,"
            + " token-sha256: HASH }] | is that of another token too",
        "tokens: [{ name: ci, role: viewer, token: x, token-sha256: HASH }] | token is not known",
        "token: x | token is not known",
        "oidc: { issuer: i, audience: a, jwks: \"http://login.example.org/keys\", roles: { a:"
            + " viewer } } | jwks must be an https address",
        "oidc: { issuer: i, audience: a, jwks: \"file:///etc/passwd\", roles: { a: viewer } } |"
            + " jwks must be an https address",
        "oidc: { issuer: i, audience: a, jwks: \"https://login.example.org/keys\" } | roles must"
            + " say",
        "oidc: { issuer: i, audience: a, jwks: \"https://login.example.org/keys\", roles: { a: boss"
            + " } } | oidc.roles.a must be"
      })
  void aMistakeIsNamedWithItsPlaceAndNeverWithTheSecret(String yaml, String sentence) {
    assertThatThrownBy(() -> AccessReader.read(yaml.replace("HASH", HASH)))
        .hasMessageContaining("line 1")
        .hasMessageContaining(sentence)
        .hasMessageNotContaining(HASH);
  }
}
