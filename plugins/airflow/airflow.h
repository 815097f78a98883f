#pragma once

#include <trimtab/plugin.hpp>

namespace trimtab::airflow {

/// Kind `airflow`: an Apache Airflow 3.x platform. Its roles share one environment, one configuration and one database.
struct Airflow final : Kind {
  [[nodiscard]] KindDescription describe() const override;
  [[nodiscard]] Facts ask(const AskContext& context) const override;
  [[nodiscard]] Expansion expand(const ExpandContext& context) const override;
};

}  // namespace trimtab::airflow
