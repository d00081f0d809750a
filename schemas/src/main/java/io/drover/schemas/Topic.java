package io.drover.schemas;

import java.util.Map;
import org.jspecify.annotations.NullMarked;

/**
 * One topic of the contract.
 *
 * @param name name without the prefix of the herd
 * @param partitions number of partitions; never changed after the first release, as the order of
 *     records with one key would break
 * @param config settings with which the topic is created
 * @param doc what it holds, one sentence
 * @param key what the key of its records is
 */
@NullMarked
public record Topic(
    String name, int partitions, Map<String, String> config, String doc, String key) {

  /** Copies the settings. */
  public Topic {
    config = Map.copyOf(config);
  }

  /** Full name of the topic in the herd with this prefix, such as {@code drover.backups}. */
  public String in(String prefix) {
    return prefix + name;
  }

  /** True when it holds commands: only those are stamped with the broker's time. */
  public boolean command() {
    return "LogAppendTime".equals(config.get("message.timestamp.type"));
  }

  /** True when only the newest record of each key is kept. */
  public boolean compacted() {
    return "compact".equals(config.get("cleanup.policy"));
  }
}
