package io.drover.service.principal;

import io.drover.bus.Pem;
import io.drover.bus.SigningKey;
import io.drover.service.target.YamlSection;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads and checks the text of principals.yml. */
final class PrincipalsReader {
  private PrincipalsReader() {}

  /** Public keys by the name of their owner. */
  static Map<String, List<PublicKey>> read(String text) {
    YamlSection root = YamlSection.root(text, "principals");
    YamlSection all = root.section("principals");
    root.end();
    Map<String, List<PublicKey>> principals = new HashMap<>();
    for (String name : all.names()) {
      if (!SigningKey.validName(name)) {
        throw all.error(name, "is no name of a principal");
      }
      YamlSection section = all.section(name);
      principals.put(name, keys(section));
      section.end();
    }
    return Map.copyOf(principals);
  }

  private static List<PublicKey> keys(YamlSection section) {
    List<PublicKey> keys = new ArrayList<>();
    for (String each : section.texts("keys", List.of())) {
      try {
        keys.add(Pem.publicKey(each));
      } catch (IllegalArgumentException e) {
        throw section.error("keys", String.valueOf(e.getMessage()));
      }
    }
    if (keys.isEmpty()) {
      throw section.error("keys", "must hold at least one public key");
    }
    return List.copyOf(keys);
  }
}
