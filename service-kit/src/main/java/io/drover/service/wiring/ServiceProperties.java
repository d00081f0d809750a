package io.drover.service.wiring;

import io.drover.bus.BusConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Properties that follow from others and have to be there before the context starts. */
final class ServiceProperties {
  private ServiceProperties() {}

  static Map<String, Object> of(String service, String stateScripts, BusConfig bus) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("micronaut.application.name", service);
    properties.put("micronaut.server.host", "${drover.http.host:127.0.0.1}");
    properties.put("micronaut.server.port", "${drover.http.port:0}");
    properties.put("micronaut.metrics.enabled", true);
    properties.put("micronaut.metrics.export.prometheus.enabled", true);
    // The Kafka clients' own meters clash with each other in Prometheus' naming.
    properties.put("micronaut.metrics.binders.kafka.enabled", false);
    properties.put("endpoints.all.enabled", false);
    properties.put("endpoints.health.enabled", true);
    properties.put("endpoints.health.sensitive", false);
    properties.put("endpoints.health.details-visible", "ANONYMOUS");
    properties.put("endpoints.prometheus.enabled", true);
    properties.put("endpoints.prometheus.sensitive", false);
    properties.put("drover.service", service);
    properties.put("drover.state-scripts", stateScripts);
    if (stateScripts.isEmpty()) {
      properties.put("drover.operations", true);
    }
    bus.clientProperties().forEach((key, value) -> properties.put("kafka." + key, value));
    properties.put("kafka.enabled", stateScripts.isEmpty());
    properties.put("kafka.bootstrap.servers", bus.bootstrapServers());
    properties.put("kafka.metadata.max.age.ms", 30_000);
    properties.put("kafka.max.poll.records", 2_000);
    properties.put("kafka.session.timeout.ms", 10_000);
    properties.put("kafka.heartbeat.interval.ms", 2_000);
    properties.put("drover.group", "${drover.consumer-group:" + bus.topicPrefix() + service + "}");
    properties.put("drover.event-topic", bus.topicPrefix() + "operation-events");
    properties.put(
        "drover.request-pattern",
        Pattern.quote(bus.topicPrefix()) + "([a-z]+-requested|operation-control)");
    return properties;
  }

  /** A name that differs between machines and between processes of one machine. */
  static String defaultInstance(String service) {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      host = "localhost";
    }
    return service + "@" + host + "-" + ProcessHandle.current().pid();
  }
}
