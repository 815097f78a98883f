#include "core/model/object.h"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <utility>
#include <vector>

using namespace trimtab;

namespace {

Object service() {
  Object object;
  object.id = Id("db", "workload", "server");
  object.driver = "service";
  object.desired = {{"command", {"/usr/sbin/mariadbd"}}, {"port", 3306}};
  return object;
}

}  // namespace

TEST_CASE("An object's digest is of what would have to change on the target", "[model][object]") {
  Object other = service();
  other.id = Id("db", "workload", "other");
  other.needs = {Id("db", "config", "my.cnf")};
  other.summary = "another text";
  other.protect = true;
  CHECK(other.digest() == service().digest());

  other.desired["port"] = 3307;
  CHECK(other.digest() != service().digest());
  other = service();
  other.driver = "task";
  CHECK(other.digest() != service().digest());
}

TEST_CASE("An object is written without the members that are at their default", "[model][object]") {
  CHECK(Value(service()) == Value::parse(R"({"id": "db/workload/server", "driver": "service",
    "desired": {"command": ["/usr/sbin/mariadbd"], "port": 3306}})"));
}

TEST_CASE("Every member of an object survives being written and read", "[model][object]") {
  Object object = service();
  object.needs = {Id("db", "config", "my.cnf"), Id("db", "task", "initialize")};
  object.from = "/version";
  object.summary = "MariaDB 10.11";
  object.protect = true;
  object.retain = true;
  object.back = TaskBack::rerun;
  object.while_down = {Id("airflow", "workload", "worker")};
  object.timeout = std::chrono::minutes(2);
  const Object back = Value(object).get<Object>();
  CHECK(back.id == object.id);
  CHECK(back.driver == object.driver);
  CHECK(back.desired == object.desired);
  CHECK(back.needs == object.needs);
  CHECK(back.from == object.from);
  CHECK(back.summary == object.summary);
  CHECK(back.protect);
  CHECK(back.retain);
  CHECK(back.back == TaskBack::rerun);
  CHECK(back.while_down == object.while_down);
  CHECK(back.timeout == object.timeout);
}

TEST_CASE("What is read replaces all that was there", "[model][object]") {
  Object object = service();
  object.protect = true;
  object.timeout = std::chrono::seconds(1);
  object.needs = {Id("a", "b", "c")};
  from_json(Value(service()), object);
  CHECK_FALSE(object.protect);
  CHECK_FALSE(object.timeout);
  CHECK(object.needs.empty());
}

TEST_CASE("Text that is not an object is an error, not a guess", "[model][object]") {
  Value json = service();
  const std::vector<std::pair<std::string, Value>> wrong = {
      {"id", "db"}, {"id", 3}, {"needs", {"x"}}, {"needs", {3}}, {"driver", nullptr}, {"timeout_ms", "long"}};
  for (const auto& [member, value] : wrong) {
    Value broken = json;
    broken[member] = value;
    CAPTURE(broken.dump());
    CHECK_THROWS_AS(broken.get<Object>(), nlohmann::json::exception);
  }
  json.erase("desired");
  CHECK_THROWS_AS(json.get<Object>(), nlohmann::json::exception);
}
