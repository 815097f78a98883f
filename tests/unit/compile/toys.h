#pragma once

#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/compile/compile.h"
#include "core/support/text.h"
#include "core/target/reference.h"

namespace trimtab::testing {

/// One plugin, "toy", whose components say what they say by a function of the test.
class ToyPlugins : public Plugins {
 public:
  using Expand = std::function<ExpandedComponent(const ExpandComponent&)>;

  ToyPlugins() {
    const Value claim = {{"x-trimtab-claim", "link"}};
    Kind thing{"toy", "thing", "", {}, {}, {}};
    thing.schema = {{"type", "object"},
                    {"additionalProperties", false},
                    {"properties",
                     {{"link", claim},
                      {"inner", {{"type", "object"}, {"properties", {{"link", claim}}}}},
                      {"text", {{"type", "string"}}},
                      {"port", {{"type", "integer"}}}}}};
    thing.offers.push_back(
        {"link", {{"type", "object"}, {"properties", {{"name", {{"type", "string"}}}}}}, {{"host", "string"}}});
    thing.outputs = {{"address", "endpoint"}};
    kinds_.push_back(thing);
    thing.plugin = thing.name = "other";
    kinds_.insert(kinds_.begin(), thing);
  }

  std::span<const Kind> kinds() const override { return kinds_; }
  std::span<const PluginResourceType> resource_types() const override { return {}; }
  std::string version(std::string_view) const override { return "1.0"; }

  Result<AskReply> ask(const std::string&, const AskRequest& request) override {
    AskReply reply;
    for (const AskComponent& component : request.components) {
      AskedComponent asked{component.name, {}, {}};
      asked.facts.push_back({component.name, "tool", "program", {{"names", {"tool"}}}});
      reply.components.push_back(std::move(asked));
    }
    return reply;
  }

  Result<ExpandReply> expand(const std::string& plugin, const ExpandRequest& request) override {
    ExpandReply reply;
    std::string call = plugin + ":";
    for (const ExpandComponent& component : request.components) {
      call += " " + component.name;
      ExpandedComponent expanded = expand_one ? expand_one(component) : ExpandedComponent{};
      expanded.name = component.name;
      for (const ClaimOn& claim : component.claims) expanded.claims.try_emplace(claim.id);
      reply.components.push_back(std::move(expanded));
    }
    const std::scoped_lock lock(*mutex_);
    calls.push_back(std::move(call));
    return reply;
  }

  Expand expand_one;
  std::vector<std::string> calls;

 private:
  std::unique_ptr<std::mutex> mutex_ =
      std::make_unique<std::mutex>();  // guards calls: plugins of one wave run at the same time
  std::vector<Kind> kinds_;
};

/// A target whose objects are the resources themselves, `replicas` of them where they say so; endpoints get a port.
class ToyTarget : public Target {
 public:
  std::string_view kind() const override { return "toy"; }
  std::string description() const override { return "toy"; }
  void belongs_to(const std::string&) override {}
  Result<Value> observe_target() override { return Value{{"taken", taken}}; }
  Result<Value> observe_facts(std::span<const FactRequest> requests) override {
    Value facts = Value::object();
    for (const FactRequest& request : requests) {
      facts[request.component][request.name] =
          request.type == "port" ? Value{{"free", false}, {"owner", "pid 812 (nginx)"}} : Value{{"found", true}};
    }
    return facts;
  }
  std::vector<SlotRequest> slots(std::span<const Resource> resources) const override {
    std::vector<SlotRequest> requests;
    for (const Resource& resource : resources) {
      if (resource.id.type() != "endpoint") continue;
      const SlotRequest request{std::string(resource.id.component()) + "/endpoint/" + std::string(resource.id.name()),
                                "port",
                                1024,
                                65535,
                                resource.spec.value("port", 2000),
                                resource.spec.value("fixed", false),
                                true,
                                {}};
      requests.push_back(request);
    }
    return requests;
  }
  bool is_taken(const Value& facts, std::string_view, std::int64_t number) const override {
    return std::ranges::find(facts.at("taken"), Value(number)) != facts.at("taken").end();
  }
  Result<std::vector<Object>> lower(const Lowering& lowering) const override {
    std::vector<Object> objects;
    for (const Resource& resource : lowering.resources) {
      const int replicas = resource.spec.value("replicas", 0);
      for (int part = replicas == 0 ? 0 : 1; part <= replicas; ++part) {
        Object object;
        object.id =
            Id(resource.id.component(), resource.id.type(), resource.id.name(), part == 0 ? "" : std::to_string(part));
        object.driver = resource.id.type();
        object.desired = resource.spec;
        object.needs = resource.needs;
        objects.push_back(std::move(object));
      }
    }
    return objects;
  }
  Driver* driver(std::string_view) override { return nullptr; }
  Result<std::string> read_secret(const std::string& place) override {
    return fail(Errc::invalid, "E0746", place + " is no secret");
  }
  bool needs_mending() const override { return false; }
  Result<std::vector<std::string>> prepare() override { return std::vector<std::string>(); }
  Status retire() override { return {}; }
  Status dissolve() override { return {}; }

  std::vector<std::int64_t> taken;
};

/// Positions that can be read in a message: line of the component, column by the length of the pointer.
class CountedPlaces : public Places {
 public:
  std::optional<Position> component(std::string_view name, std::string_view pointer, bool) const override {
    return Position{std::string(name) + ".yaml", 1, static_cast<std::uint32_t>(pointer.size() + 1), 1, ""};
  }
  std::optional<Position> stack(std::string_view pointer) const override {
    return Position{"stack.yaml", 1, static_cast<std::uint32_t>(pointer.size() + 1), 1, ""};
  }
};

/// "db; web {"link": "db"}; log [other] needs web": components with their specs as JSON.
inline Stack stack_of(const std::string& text) {
  Stack stack;
  stack.name = "demo";
  stack.target.kind = "toy";
  stack.places = std::make_shared<CountedPlaces>();
  for (std::string entry : split(text, ';')) {
    Component component;
    component.kind = "thing";
    if (const auto needs = entry.find(" needs "); needs != std::string::npos) {
      for (const auto& name : split(entry.substr(needs + 7), ','))
        component.needs.push_back(name.substr(name.find_first_not_of(' ')));
      entry.erase(needs);
    }
    if (const auto kind = entry.find(" [other]"); kind != std::string::npos) {
      component.kind = "other";
      entry.erase(kind, 8);
    }
    if (const auto spec = entry.find('{'); spec != std::string::npos) {
      component.spec = Value::parse(entry.substr(spec));
      entry.erase(spec);
    }
    entry.erase(0, entry.find_first_not_of(' '));
    component.name = entry.substr(0, entry.find(' '));
    stack.components.push_back(std::move(component));
  }
  return stack;
}

inline Resource resource(const std::string& id, Value spec = {}, const std::vector<std::string>& needs = {}) {
  Resource made{*Id::parse(id), spec.is_null() ? Value::object() : std::move(spec), {}, "", ""};
  for (const auto& need : needs) made.needs.push_back(*Id::parse(need));
  return made;
}

struct Workshop {
  ToyPlugins plugins;
  ToyTarget target;
  Record record;
  Stack stack;

  explicit Workshop(const std::string& text) : stack(stack_of(text)) {}

  Result<Desired> compile() {
    KindSchemas schemas(plugins.kinds());
    return trimtab::compile({stack, record, std::nullopt}, plugins, schemas, target);
  }

  /// "db/volume/data; web/workload/main after db/volume/data": objects in order with their needs.
  std::string objects() {
    const auto made = compile();
    if (!made) return "refused " + made.error().diagnostics.front().code + ": " + made.error().message();
    std::string text;
    for (const Object& object : made->objects) {
      text += (text.empty() ? "" : "; ") + object.id.text();
      for (std::size_t i = 0; i < object.needs.size(); ++i)
        text += (i == 0 ? " after " : ", ") + object.needs[i].text();
    }
    return text;
  }

  Value desired(const std::string& id) {
    const auto made = compile();
    REQUIRE(made.has_value());
    for (const Object& object : made->objects) {
      if (object.id.text() == id) return object.desired;
    }
    FAIL("no object " << id);
    return {};
  }

  Diagnostic refusal() {
    const auto made = compile();
    REQUIRE_FALSE(made.has_value());
    return made.error().diagnostics.front();
  }
};

}  // namespace trimtab::testing
