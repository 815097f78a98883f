#include "core/plugin/elf_check.h"

#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

namespace trimtab {
namespace {

#if __SIZEOF_POINTER__ == 8
using Header = Elf64_Ehdr;
using Segment = Elf64_Phdr;
constexpr unsigned char own_class = ELFCLASS64;
#else
using Header = Elf32_Ehdr;
using Segment = Elf32_Phdr;
constexpr unsigned char own_class = ELFCLASS32;
#endif

std::string machine_text(unsigned machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86-64";
    case EM_386:
      return "x86";
    case EM_AARCH64:
      return "ARM 64";
    case EM_ARM:
      return "ARM";
    case EM_RISCV:
      return "RISC-V";
    case EM_PPC64:
      return "POWER 64";
    case EM_S390:
      return "s390";
    default:
      return fmt::format("machine {}", machine);
  }
}

/// Of this very program: its own header says what the linker here can load.
Result<Header> read_header(std::ifstream& file, const std::string& name) {
  Header header{};
  file.read(reinterpret_cast<char*>(&header), sizeof header);
  const auto got = static_cast<std::size_t>(file.gcount());
  if (got < SELFMAG || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
    return fail(Errc::invalid, "E0204", name + " is no ELF file",
                "put the .so itself there, built on this kind of machine; scripts and archives cannot be loaded");
  }
  if (got < sizeof header) return fail(Errc::invalid, "E0206", name + " ends inside its ELF header", "copy it again");
  return header;
}

Result<unsigned> own_machine() {
  std::ifstream self("/proc/self/exe", std::ios::binary);
  TRIMTAB_TRY(const Header header, read_header(self, "/proc/self/exe"));
  return header.e_machine;
}

Status check_machine(const Header& header, const std::string& name) {
  TRIMTAB_TRY(const unsigned machine, own_machine());
  if (header.e_ident[EI_CLASS] == own_class && header.e_machine == machine) return {};
  const auto bits = [](unsigned char elf_class) { return elf_class == ELFCLASS64 ? 64 : 32; };
  return fail(
      Errc::invalid, "E0205",
      fmt::format("{} is built for {} ({} bit), this trimtab runs on {} ({} bit)", name, machine_text(header.e_machine),
                  bits(header.e_ident[EI_CLASS]), machine_text(machine), bits(own_class)),
      "build the plugin on this kind of machine");
}

/// Where the last byte must be that the headers speak of.
std::uint64_t wanted_size(std::ifstream& file, const Header& header) {
  const auto table_end = [](std::uint64_t offset, std::uint64_t entry, std::uint64_t count) {
    return offset + entry * count;
  };
  std::uint64_t end = table_end(header.e_phoff, header.e_phentsize, header.e_phnum);
  end = std::max(end, table_end(header.e_shoff, header.e_shentsize, header.e_shnum));
  std::vector<Segment> segments(header.e_phentsize == sizeof(Segment) ? header.e_phnum : 0);
  file.seekg(static_cast<std::streamoff>(header.e_phoff));
  file.read(reinterpret_cast<char*>(segments.data()), static_cast<std::streamsize>(segments.size() * sizeof(Segment)));
  for (const Segment& segment : segments) {
    if (segment.p_type == PT_LOAD) end = std::max<std::uint64_t>(end, segment.p_offset + segment.p_filesz);
  }
  return end;
}

}  // namespace

Status check_elf(const std::filesystem::path& file) {
  const std::string name = file.string();
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return fail(Errc::unreachable, "E0202", name + " cannot be read", "check its permissions");
  TRIMTAB_TRY(const Header header, read_header(stream, name));
  TRIMTAB_CHECK(check_machine(header, name));
  if (header.e_type != ET_DYN) {
    return fail(Errc::invalid, "E0227", name + " is an ELF file but no shared object", "link it with -shared");
  }
  std::error_code problem;
  const std::uint64_t size = std::filesystem::file_size(file, problem);
  const std::uint64_t wanted = wanted_size(stream, header);
  if (problem || size >= wanted) return {};
  return fail(Errc::invalid, "E0206",
              fmt::format("{} is truncated: it has {} bytes, its headers speak of {}", name, size, wanted),
              "copy or build it again");
}

}  // namespace trimtab
