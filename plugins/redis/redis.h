#pragma once

#include <trimtab/plugin.hpp>

namespace trimtab::redis {

/// Kind `redis`: a Redis server that gives each claim a database index of its own.
struct Redis final : Kind {
  [[nodiscard]] KindDescription describe() const override;
  [[nodiscard]] Facts ask(const AskContext& context) const override;
  [[nodiscard]] Expansion expand(const ExpandContext& context) const override;
};

}  // namespace trimtab::redis
