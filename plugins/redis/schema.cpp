#include "redis.h"

namespace trimtab::redis {
namespace {

Schema spec() {
  const Schema option = schema::one_of({schema::string("Text, as redis.conf has it after the name"),
                                        schema::number("Number"), schema::boolean("yes or no")},
                                       "Value of one option");
  const Schema persistence =
      schema::object("Whether messages survive a restart of the server")
          .property("enabled", schema::boolean("Keep an append-only file").fallback(true))
          .property("fsync",
                    schema::choice({"always", "everysec", "no"}, "When it is forced to disk").fallback("everysec"))
          .fallback(Json::object());
  return schema::object("A Redis server")
      .property(
          "version",
          schema::string("The server must be of this version: 7.0, 7.2; as found when not set, 7.2 on Kubernetes"))
      .property("image", schema::image("On Kubernetes: the image; tag defaults to the version", "redis"))
      .property("external", schema::object("A server that exists already: it is used, never changed")
                                .required("host", schema::string("Its name or address").at_least(1))
                                .property("port", schema::integer("Its port").minimum(1).maximum(65535).fallback(6379)))
      .property("password", schema::generated_secret("Password of the default user"))
      .property("persistence", persistence)
      .property("storage", schema::storage("Where the append-only file lies", "1Gi"))
      .property("maxMemory", schema::size("Most memory for data; writes fail beyond it, nothing is evicted"))
      .property("databases",
                schema::integer("How many indices there are to claim").minimum(1).maximum(1024).fallback(16))
      .property("config", schema::map(option, "Further options of redis.conf"))
      .target_blocks();
}

Capability message_broker() {
  return Capability("message-broker")
      .parameters(
          schema::object("A database index of its own")
              .property("index", schema::integer("This index; the next free one, kept, when not set").minimum(0)))
      .output("scheme", "string")
      .output("host", "string")
      .output("port", "int")
      .output("index", "int")
      .output("password", "secret");
}

}  // namespace

KindDescription Redis::describe() const {
  return KindDescription("redis", "A Redis server that Celery can use as its broker")
      .spec(spec())
      .offers(message_broker())
      .output("address", "endpoint")
      .output("version", "string")
      .output("password", "secret");
}

}  // namespace trimtab::redis
