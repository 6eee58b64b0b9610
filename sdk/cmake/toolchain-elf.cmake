# x86-64 ELF without an operating system: the host's own gcc, no libraries.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER gcc)
set(CMAKE_CXX_COMPILER g++)
set(CMAKE_ASM_NASM_OBJECT_FORMAT elf64)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
