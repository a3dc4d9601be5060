package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// CheckAPI returns one line for each exported declaration of the package in
// folder that names a type of an internal package. A caller outside this module
// could not even spell such a type.
func CheckAPI(tree fs.FS, folder string) ([]string, error) {
	names, err := fs.Glob(tree, path.Join(folder, "*.go"))
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", folder, err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("listing %s: no Go file: %w", folder, fs.ErrNotExist)
	}
	var wrong []string
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, text, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("parsing %s: %w", name, err)
		}
		wrong = append(wrong, namesInternal(set, file)...)
	}
	return wrong, nil
}

// namesInternal lists the uses of internal packages in one file's exported API.
func namesInternal(set *token.FileSet, file *ast.File) []string {
	internal := internalNames(file)
	var wrong []string
	for _, part := range exportedParts(file) {
		inspectSeen(part, func(selector *ast.SelectorExpr) {
			if x, ok := selector.X.(*ast.Ident); ok && internal[x.Name] {
				wrong = append(wrong, fmt.Sprintf("%s: the exported API names %s.%s", set.Position(selector.Pos()), x.Name, selector.Sel.Name))
			}
		})
	}
	return wrong
}

// inspectSeen visits the qualified names below a node, past the fields and
// methods that callers can't see.
func inspectSeen(part ast.Node, visit func(*ast.SelectorExpr)) {
	skip := map[ast.Node]bool{}
	ast.Inspect(part, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.StructType:
			markHidden(n.Fields, skip)
		case *ast.InterfaceType:
			markHidden(n.Methods, skip)
		case *ast.SelectorExpr:
			visit(n)
		}
		return !skip[n]
	})
}

// markHidden marks the fields that have names, none of them exported. An
// embedded field has no name and is seen.
func markHidden(fields *ast.FieldList, skip map[ast.Node]bool) {
	for _, field := range fields.List {
		skip[field] = len(field.Names) > 0 && !slices.ContainsFunc(field.Names, (*ast.Ident).IsExported)
	}
}

// internalNames returns the names that a file gives to internal packages.
func internalNames(file *ast.File) map[string]bool {
	names := map[string]bool{}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil || !strings.HasPrefix(imported, module+"/internal/") {
			continue
		}
		if spec.Name != nil {
			names[spec.Name.Name] = true
			continue
		}
		names[path.Base(imported)] = true
	}
	return names
}

// exportedParts returns what a caller can see of a file: signatures, types and
// the types of values, without the bodies of functions.
func exportedParts(file *ast.File) []ast.Node {
	var parts []ast.Node
	for _, declaration := range file.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && !onHiddenType(d) {
				parts = append(parts, d.Type)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				parts = append(parts, exportedSpec(spec)...)
			}
		}
	}
	return parts
}

func exportedSpec(spec ast.Spec) []ast.Node {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		if s.Name.IsExported() {
			return []ast.Node{s}
		}
	case *ast.ValueSpec:
		if slices.ContainsFunc(s.Names, (*ast.Ident).IsExported) {
			return []ast.Node{s}
		}
	}
	return nil
}

// onHiddenType tells whether a function is a method of a type that callers
// can't name.
func onHiddenType(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return false
	}
	hidden := false
	ast.Inspect(d.Recv.List[0].Type, func(n ast.Node) bool {
		name, ok := n.(*ast.Ident)
		hidden = hidden || ok && !name.IsExported()
		return !ok
	})
	return hidden
}
