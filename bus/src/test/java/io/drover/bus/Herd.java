package io.drover.bus;

import io.drover.localstack.TestStack;
import io.drover.schemas.Topic;
import java.util.List;
import java.util.UUID;

/** A herd of its own on the test's broker. */
final class Herd {

  private Herd() {}

  /** A configuration with a prefix that no one else has, and these topics. */
  static BusConfig with(Topic... topics) {
    String prefix = "t" + UUID.randomUUID().toString().substring(0, 8) + ".";
    BusConfig config = new BusConfig(TestStack.kafka().bootstrapServers(), prefix);
    TopicAdmin.ensure(config, 1, List.of(topics));
    return config;
  }
}
