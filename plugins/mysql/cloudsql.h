#pragma once

#include <trimtab/plugin.hpp>

namespace trimtab::mysql {

/// Kind `cloudsql-proxy`: the way to a database server that Google runs.
struct CloudSqlProxy final : Kind {
  [[nodiscard]] KindDescription describe() const override;
  [[nodiscard]] Facts ask(const AskContext& context) const override;
  [[nodiscard]] Expansion expand(const ExpandContext& context) const override;
};

}  // namespace trimtab::mysql
