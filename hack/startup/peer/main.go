// Command peer is what the plugin's start is compared with: it links what every
// program needs that runs a command in a container by client-go (the kubeconfig,
// the parameters' codec, both protocols), and then does nothing.
package main

import (
	"fmt"
	"net/http"
	"os"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/remotecommand"
)

func main() {
	if len(os.Args) > 1 { // never, but the linker can't know
		fmt.Println(prepare(os.Args[1]))
	}
}

func prepare(kubeconfig string) (remotecommand.Executor, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	config.GroupVersion, config.NegotiatedSerializer = &corev1.SchemeGroupVersion, scheme.Codecs.WithoutConversion()
	client, err := rest.RESTClientFor(config)
	if err != nil {
		return nil, err
	}
	location := client.Post().Resource("pods").SubResource("exec").
		VersionedParams(&corev1.PodExecOptions{Command: []string{"true"}}, scheme.ParameterCodec).URL()
	websocket, err := remotecommand.NewWebSocketExecutor(config, http.MethodGet, location.String())
	if err != nil {
		return nil, err
	}
	spdy, err := remotecommand.NewSPDYExecutor(config, http.MethodPost, location)
	if err != nil {
		return nil, err
	}
	return remotecommand.NewFallbackExecutor(websocket, spdy, func(error) bool { return true })
}
