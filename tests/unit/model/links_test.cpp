#include "core/model/links.h"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <deque>
#include <string>

using namespace trimtab;

namespace {

/// Objects by id, with what they need; edges as text.
class Stack {
 public:
  Stack& add(const std::string& id, const std::vector<std::string>& needs = {}) {
    Object object;
    object.id = *Id::parse(id);
    for (const auto& need : needs) object.needs.push_back(*Id::parse(need));
    objects_.push_back(std::move(object));
    pointers_.push_back(&objects_.back());
    return *this;
  }
  [[nodiscard]] ObjectLinks links() const { return ObjectLinks(pointers_); }
  /// "a>b" for a needs b; joints are numbered.
  [[nodiscard]] std::string edges() const {
    const ObjectLinks links(pointers_);
    std::vector<std::string> words;
    for (const auto& [from, to] : links.edges()) words.push_back(fmt::format("{}>{}", from, to));
    std::ranges::sort(words);
    std::string all;
    for (const auto& word : words) all += (all.empty() ? "" : " ") + word;
    return all;
  }

 private:
  std::deque<Object> objects_;  // addresses stay
  std::vector<const Object*> pointers_;
};

}  // namespace

TEST_CASE("An object's needs are edges to the objects of these names", "[model][links]") {
  Stack stack;
  stack.add("db/config/my.cnf").add("db/workload/server", {"db/config/my.cnf"});
  CHECK(stack.edges() == "1>0");
  CHECK(stack.links().nodes() == 2);
}

TEST_CASE("A fan of replicas goes through one joint per resource", "[model][links]") {
  Stack stack;
  for (const char* part : {"1", "2", "3"}) stack.add(fmt::format("a/workload/up/{}", part));
  for (const char* part : {"1", "2", "3"}) stack.add(fmt::format("b/workload/down/{}", part), {"a/workload/up"});
  const ObjectLinks links = stack.links();
  CHECK(links.objects() == 6);
  CHECK(links.nodes() == 8);
  CHECK(stack.edges() == "3>6 4>6 5>6 6>0 6>1 6>2 7>3 7>4 7>5");
  CHECK(links.node("a/workload/up") == 6);
  CHECK(links.node("a/workload/up/2") == 1);
}

TEST_CASE("A whole component is one joint over all its objects", "[model][links]") {
  Stack stack;
  stack.add("db/config/my.cnf").add("db/workload/server").add("airflow/task/migrate", {"db/component/all"});
  CHECK(stack.edges() == "2>3 3>0 3>1");
  CHECK(stack.links().node("db/component/all") == 3);
}

TEST_CASE("An object does not wait for itself, its own resource or its own component", "[model][links]") {
  Stack stack;
  stack.add("db/config/my.cnf", {"db/config/my.cnf", "db/component/all"});
  stack.add("a/workload/up/1", {"a/workload/up"});
  CHECK(stack.edges() == "2>1");
}

TEST_CASE("A need that names nothing is told with the object that has it", "[model][links]") {
  Stack stack;
  stack.add("db/config/my.cnf").add("db/workload/server", {"db/config/absent"});
  const ObjectLinks links = stack.links();
  REQUIRE(links.missing().size() == 1);
  CHECK(links.missing()[0].object == 1);
  CHECK(links.missing()[0].need->text() == "db/config/absent");
  CHECK_FALSE(links.node("db/config/absent"));
}
