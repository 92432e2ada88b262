package contract

import (
	"encoding/json"
	"errors"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"
)

// read builds a document from its parts. Kin decodes each level of a document
// twice, and again within the level above: Meta's document in one piece takes
// 37 ms, its parts 21, which is a fifth of a start.
func read(data []byte) (*openapi3.T, error) {
	var tree struct {
		OpenAPI    string `yaml:"openapi"`
		Paths      map[string]any
		Components struct {
			Schemas   map[string]any
			Responses map[string]any
			Others    map[string]any `yaml:",inline"`
		}
	}
	if err := yaml.Unmarshal(data, &tree); err != nil {
		return nil, err
	}
	doc := &openapi3.T{OpenAPI: tree.OpenAPI, Paths: openapi3.NewPaths(), Components: &openapi3.Components{}}
	paths := map[string]*openapi3.PathItem{}
	if err := errors.Join(
		convert(tree.Components.Others, doc.Components),
		convertEach(tree.Components.Schemas, &doc.Components.Schemas),
		convertEach(tree.Components.Responses, &doc.Components.Responses),
		convertEach(tree.Paths, &paths),
	); err != nil {
		return nil, err
	}
	for path, item := range paths {
		doc.Paths.Set(path, item)
	}
	return doc, openapi3.NewLoader().ResolveRefsIn(doc, nil)
}

func convertEach[M ~map[string]*T, T any](from map[string]any, to *M) error {
	*to = M{}
	for name, tree := range from {
		part := new(T)
		if err := convert(tree, part); err != nil {
			return err
		}
		(*to)[name] = part
	}
	return nil
}

func convert(tree, to any) error {
	text, err := json.Marshal(tree)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, to)
}
