package main

import (
	"context"
	"slices"
	"sync"

	"github.com/nbd-wtf/go-nostr"
)

// memory is a store of events for the comparison. It is safe for use by many goroutines.
type memory struct {
	mutex  sync.Mutex
	events map[string]*nostr.Event
}

func newMemory(events []*nostr.Event) *memory {
	made := &memory{events: make(map[string]*nostr.Event)}
	for _, one := range events {
		made.events[one.ID] = one
	}
	return made
}

func (m *memory) Publish(_ context.Context, event nostr.Event) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.events[event.ID] = &event
	return nil
}

func (m *memory) QuerySync(_ context.Context, filter nostr.Filter) ([]*nostr.Event, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	var found []*nostr.Event
	for id, one := range m.events {
		if filter.IDs == nil || slices.Contains(filter.IDs, id) {
			found = append(found, one)
		}
	}
	return found, nil
}

func (m *memory) QueryEvents(ctx context.Context, filter nostr.Filter) (chan *nostr.Event, error) {
	found, err := m.QuerySync(ctx, filter)
	channel := make(chan *nostr.Event, len(found))
	for _, one := range found {
		channel <- one
	}
	close(channel)
	return channel, err
}
