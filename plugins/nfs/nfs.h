#pragma once

#include <trimtab/plugin.hpp>

namespace trimtab::nfs {

/// Kind `nfs`: a directory published in versions, and an NFS server that shows it to other machines.
struct Nfs final : Kind {
  [[nodiscard]] KindDescription describe() const override;
  [[nodiscard]] Facts ask(const AskContext& context) const override;
  [[nodiscard]] Expansion expand(const ExpandContext& context) const override;
};

}  // namespace trimtab::nfs
