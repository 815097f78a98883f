#pragma once

#include <trimtab/plugin.hpp>

/// A directory of pages, published and served.
struct Website : trimtab::Kind {
  trimtab::KindDescription describe() const override;
  trimtab::Facts ask(const trimtab::AskContext& context) const override;
  trimtab::Expansion expand(const trimtab::ExpandContext& context) const override;
};

/// Reads one page of a website and fails when it is not there.
struct Visit : trimtab::Kind {
  trimtab::KindDescription describe() const override;
  trimtab::Facts ask(const trimtab::AskContext& context) const override;
  trimtab::Expansion expand(const trimtab::ExpandContext& context) const override;
};
