# Writes OUTPUT: a C++ source with every schema of FOLDER as text.
file(GLOB files "${FOLDER}/*.json")
list(SORT files)
set(entries "")
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME)
  file(READ "${file}" text)
  string(APPEND entries "    {\"${name}\", R\"schema(${text})schema\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "#include \"core/plugin/wire.h\"

namespace trimtab {

const std::map<std::string, std::string_view>& schema_texts() {
  static const std::map<std::string, std::string_view> texts{
${entries}  };
  return texts;
}

}  // namespace trimtab
")
