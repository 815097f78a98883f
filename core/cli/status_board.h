#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/model/health.h"
#include "core/model/object.h"
#include "core/state/store.h"
#include "core/support/style.h"
#include "core/target/driver.h"

namespace trimtab {

/// How a stack is, component by component: filled with what was observed, shown as text or JSON. A value.
struct StatusBoard {
  struct Program {
    std::string name;  ///< of the workload
    std::size_t wanted = 0;
    std::size_t healthy = 0;
    Health worst;  ///< of its copies that is furthest from healthy
    std::string worst_copy;
  };
  struct Component {
    std::map<std::string, Program> programs;       ///< by name
    std::map<std::string, std::string> addresses;  ///< endpoint → host:port
    std::vector<std::string> wrong;                ///< other objects that are not as recorded, with the reason
    std::string summary;
  };

  std::string stack;
  std::string target;
  std::string arguments;  ///< how the user named the stack: " -f demo.yaml"
  WallTime now{};
  std::uint64_t revision = 0;
  std::optional<WallTime> revised;
  std::optional<std::uint64_t> open_run;
  std::map<std::string, Component> components;
  std::optional<RunSummary> destroyed_by;  ///< when nothing was applied since
  std::vector<std::string> left;           ///< what is there after that

  void add(const Object& object, const Observed& seen);
  [[nodiscard]] bool healthy() const;
  [[nodiscard]] std::string text(const Style& style) const;
  [[nodiscard]] Value value() const;

 private:
  [[nodiscard]] std::string left_text() const;
};

}  // namespace trimtab
