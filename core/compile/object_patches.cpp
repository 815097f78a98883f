#include "core/compile/object_patches.h"

#include <fmt/format.h>

#include <array>

#include "core/compile/patches.h"
#include "core/model/value_fields.h"

namespace trimtab {
namespace {

/// What an object is found by, again and again.
constexpr std::array<const char*, 6> identity{"/apiVersion",
                                              "/kind",
                                              "/metadata/name",
                                              "/metadata/namespace",
                                              "/metadata/labels/trimtab.dev~1stack",
                                              "/metadata/annotations/trimtab.dev~1id"};

const Value* manifest_in(const Object& object) {
  const auto found = object.desired.find("manifest");
  return found == object.desired.end() ? nullptr : &*found;
}

std::string native_name(const Value& manifest) {
  return manifest.value("kind", std::string()) + "/" + text_at(manifest, "/metadata/name");
}

class ObjectPatching {
 public:
  ObjectPatching(const Stack& stack, std::vector<Object>& objects) : stack_(stack), objects_(objects) {}

  Status run() {
    for (const Component& component : stack_.components) {
      for (std::size_t i = 0; i < component.patches.size(); ++i) {
        if (component.patches[i].of_object()) apply(component, i);
      }
    }
    return wrong_.empty() ? Status() : fail(Errc::invalid, std::move(wrong_));
  }

 private:
  void apply(const Component& component, std::size_t number) {
    const Patch& patch = component.patches[number];
    bool matched = false;
    std::vector<std::string> names;
    for (Object& object : objects_) {
      const Value* manifest = object.id.component() == component.name ? manifest_in(object) : nullptr;
      if (manifest == nullptr) continue;
      names.push_back(native_name(*manifest));
      if (names.back() != patch.at) continue;
      matched = true;
      change(component, number, object);
    }
    if (!matched) wrong_.push_back(unmatched(stack_, component, number, names));
  }

  void change(const Component& component, std::size_t number, Object& object) {
    Value& manifest = object.desired["manifest"];
    auto made = patched(manifest, component.patches[number]);
    if (!made) return wrong_.push_back(unfit(stack_, component, number, made.error().message()));
    for (const char* place : identity) {
      const Value::json_pointer pointer(place);
      if (made->value(pointer, Value()) == manifest.value(pointer, Value())) continue;
      return wrong_.push_back(
          unfit(stack_, component, number, fmt::format("{} is what trimtab finds the object by", place)));
    }
    manifest = std::move(*made);
    object.summary += (object.summary.empty() ? "" : "; ") + note(component, number);
  }

  [[nodiscard]] std::string note(const Component& component, std::size_t number) const {
    if (!stack_.places) return "patched";
    const auto at = stack_.places->stack(fmt::format("/spec/components/{}/patches/{}", component.name, number));
    return at ? fmt::format("patched by {}:{}:{}", at->file, at->line, at->column) : "patched";
  }

  const Stack& stack_;
  std::vector<Object>& objects_;
  std::vector<Diagnostic> wrong_;
};

}  // namespace

Status apply_object_patches(const Stack& stack, std::vector<Object>& objects) {
  return ObjectPatching(stack, objects).run();
}

}  // namespace trimtab
