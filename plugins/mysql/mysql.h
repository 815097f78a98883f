#pragma once

#include <trimtab/plugin.hpp>

namespace trimtab::mysql {

/// Kind `mysql`: a MySQL or MariaDB server that gives each claim a database and a user of its own.
struct Mysql final : Kind {
  [[nodiscard]] KindDescription describe() const override;
  [[nodiscard]] Facts ask(const AskContext& context) const override;
  [[nodiscard]] Expansion expand(const ExpandContext& context) const override;
};

}  // namespace trimtab::mysql
